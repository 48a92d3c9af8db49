/// "A higher risk of collapse", and a strategy that takes it away: failures counted, test errors compared by seed.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_CLAIMS_H_

#include <vector>

#include "experiments/quadratic_nets/trainability/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::trainability {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::trainability

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_CLAIMS_H_
