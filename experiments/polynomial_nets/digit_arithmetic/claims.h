/// "NN-Hp has a better extrapolation behavior": Table 1 of [WuEtAl2022].
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/digit_arithmetic/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::digit_arithmetic {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::digit_arithmetic

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_CLAIMS_H_
