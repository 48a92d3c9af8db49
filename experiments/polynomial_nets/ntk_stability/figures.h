#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_FIGURES_H_

#include <vector>

#include "experiments/polynomial_nets/ntk_stability/claims.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments {

/// Drift of the kernel, and distances to its predictions, against the width, with their fits.
Figure DrawStability(const std::vector<LazyRun>& runs, const std::vector<WidthFit>& fits);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_FIGURES_H_
