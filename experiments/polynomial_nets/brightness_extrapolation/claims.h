/// Figure 3 of [WuEtAl2022], and why brightness is hard only with biases.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/brightness_extrapolation/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::brightness_extrapolation {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::brightness_extrapolation

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_CLAIMS_H_
