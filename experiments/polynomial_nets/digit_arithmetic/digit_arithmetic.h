#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_DIGIT_ARITHMETIC_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_DIGIT_ARITHMETIC_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

/// Table 1 of [WuEtAl2022]: nets learn to add two handwritten digits from 90 of the 100 ordered pairs, and are tested
/// on the 10 others.  Dense and convolutional nets, with and without Hadamard products (image_nets.h), three folds
/// (digit_pairs.h).
///
/// Tables
///   digit_arithmetic        one row per method, fold and test: accuracies by rounding, floor or ceiling, +-1.  Tests:
///                           interpolation (up to 10,000 of the training samples, as the paper has it), fresh (the
///                           training pairs in images never seen), extrapolation (the held-out pairs in images never
///                           seen)
///   digit_arithmetic_means  mean and standard deviation over the folds, beside the paper's
Experiment DigitArithmetic();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_DIGIT_ARITHMETIC_H_
