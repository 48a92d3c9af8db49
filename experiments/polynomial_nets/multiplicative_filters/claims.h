/// "The analysis extends to multiplicative filter networks": as referred to in the main text, and how it is judged.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/multiplicative_filters/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::multiplicative_filters {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::multiplicative_filters

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_CLAIMS_H_
