/// The error of exact predictors against the dimension and the number of directions, and what they are on the circle.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_FIGURES_H_

#include "experiments/polynomial_nets/quadratic_recovery/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::quadratic_recovery {

/// Error against d on the signed basis and on the unisolvent set, one panel each, one curve per network and target.
Figure DrawRecovery(const Evidence& evidence);
/// Targets and predictors on half the unit circle.
Figure DrawProfile(const Evidence& evidence);
/// Error against the number of directions, d = 2 and 3.
Figure DrawDirections(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::quadratic_recovery

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_FIGURES_H_
