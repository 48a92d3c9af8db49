/// "The NTK stays where it starts, and training becomes kernel regression": as stated, and how it is judged.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/ntk_stability/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::ntk_stability {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::ntk_stability

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_CLAIMS_H_
