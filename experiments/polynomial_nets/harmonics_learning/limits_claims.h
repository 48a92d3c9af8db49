/// What n samples can show of a kernel's eigenvalues: statements on the exact descent at infinite width.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_LIMITS_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_LIMITS_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/harmonics_learning/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::harmonics_learning {

/// The last ones of Checks() (claims.h).
std::vector<Check<Evidence>> ChecksOfLimits();

}  // namespace hadamard_ntk::experiments::harmonics_learning

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_LIMITS_CLAIMS_H_
