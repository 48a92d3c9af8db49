/// The numbers of [WuEtAl2022, Table 1].
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_TABLE_1_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_TABLE_1_H_

#include <string>

#include "experiments/polynomial_nets/digit_arithmetic/digit_pairs.h"

namespace hadamard_ntk::experiments::digit_arithmetic {

/// Mean of a method on a test (measure.h); NaN if the table does not have the entry.
double PrintedMean(const std::string& method, const std::string& test, double SumAccuracy::*measure);

/// By rounding on held-out pairs, of nets without Hadamard products; kind "dense" or "conv".
double PrintedDeviation(const std::string& kind);

}  // namespace hadamard_ntk::experiments::digit_arithmetic

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_TABLE_1_H_
