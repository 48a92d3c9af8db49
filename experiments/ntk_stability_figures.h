#ifndef HADAMARD_NTK_EXPERIMENTS_NTK_STABILITY_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_NTK_STABILITY_FIGURES_H_

#include <vector>

#include "experiments/figure.h"
#include "experiments/ntk_stability_claims.h"

namespace hadamard_ntk::experiments {

/// Drift of the kernel, and distances to its predictions, against the width, with their fits.
Figure DrawStability(const std::vector<LazyRun>& runs, const std::vector<WidthFit>& fits);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_NTK_STABILITY_FIGURES_H_
