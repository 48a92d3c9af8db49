/// Do Hadamard products help nets to add two handwritten digits in pairs never seen together? Table 1 of [WuEtAl2022]:
/// dense and convolutional nets, with and without the products, learn 90 of the 100 ordered pairs and are tested on the
/// 10 others; three folds.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_DIGIT_ARITHMETIC_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_DIGIT_ARITHMETIC_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment DigitArithmetic();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_DIGIT_ARITHMETIC_H_
