#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_CLAIMS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/digit_arithmetic/digit_pairs.h"
#include "experiments/shared/names.h"
#include "referee/claim.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments {

struct DigitEvidence {
  std::vector<std::string> kinds = {};  ///< of "dense", "conv"
  /// (method, test) -> by fold; methods dense, dense_hp, conv, conv_hp; tests interpolation, fresh, extrapolation
  std::map<std::pair<std::string, std::string>, std::vector<SumAccuracy>> accuracy = {};
  std::vector<std::string> differs = {};  ///< from what is printed, see Replication
};

struct MeanAndDeviation {
  double mean = 0, deviation = 0;
};
MeanAndDeviation OverFolds(const std::vector<SumAccuracy>& folds, double SumAccuracy::*measure);

/// What Table 1 prints, mean; NaN if it does not have the entry.
double PrintedInTable1(const std::string& method, const std::string& test, double SumAccuracy::*measure);

/// By rounding on held-out pairs, of nets without Hadamard products; kind "dense" or "conv".
double PrintedDeviationInTable1(const std::string& kind);

Claim DeclareTable1();
Claim JudgeTable1(const DigitEvidence& evidence);

/// Extrapolation by rounding of every method and fold, beside the paper's.
Figure DrawTable1(const DigitEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_CLAIMS_H_
