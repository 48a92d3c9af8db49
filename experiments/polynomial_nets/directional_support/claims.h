/// What Figure 2 shows of the directions that a net must have seen: as printed, and judged by errors over seeds.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/directional_support/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::directional_support {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::directional_support

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_CLAIMS_H_
