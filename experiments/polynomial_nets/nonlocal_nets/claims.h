/// "The analysis extends to non-local networks with Hadamard product": as referred to in the main text, and judged.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/nonlocal_nets/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::nonlocal_nets {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::nonlocal_nets

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_CLAIMS_H_
