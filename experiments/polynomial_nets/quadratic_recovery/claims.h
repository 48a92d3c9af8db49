/// "A net of degree 2 trained at {e_i, -e_i}, or in all directions, is x^T beta x everywhere": as printed, and judged
/// by the errors of exact predictors.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/quadratic_recovery/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::quadratic_recovery {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::quadratic_recovery

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_CLAIMS_H_
