#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_FIGURES_H_

#include <vector>

#include "experiments/polynomial_nets/quadratic_recovery/claims.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments {

/// Error against d on the signed basis and on the unisolvent set, one panel each, one curve per network and target.
Figure DrawRecovery(const std::vector<Recovery>& recoveries);
/// Targets and predictors on half the unit circle; the table quadratic_recovery_profile.
Figure DrawProfile(const Table& profile);
/// Error against the number of directions, d = 2 and 3.
Figure DrawDirections(const std::vector<DirectionError>& directions);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_FIGURES_H_
