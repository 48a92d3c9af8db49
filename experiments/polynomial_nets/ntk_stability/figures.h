/// Drift of the kernel, and distances to its predictions, against the width, with their fits.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_FIGURES_H_

#include "experiments/polynomial_nets/ntk_stability/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::ntk_stability {

Figure DrawStability(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::ntk_stability

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_FIGURES_H_
