/// An error of some nets over the seeds, for a reader.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_SPREAD_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_SPREAD_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/directional_support/measure.h"

namespace hadamard_ntk::experiments::directional_support {

/// "0.66 (0.65 to 0.67)": median and range of one of the errors; "-" without nets.
std::string DescribeErrors(const std::vector<Case>& cases, double Errors::*error);

}  // namespace hadamard_ntk::experiments::directional_support

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_SPREAD_H_
