/// Accuracies on held-out pairs, beside those of Table 1.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_FIGURES_H_

#include "experiments/polynomial_nets/digit_arithmetic/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::digit_arithmetic {

/// Extrapolation by rounding of every method and fold, beside the paper's.
Figure DrawExtrapolation(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::digit_arithmetic

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_FIGURES_H_
