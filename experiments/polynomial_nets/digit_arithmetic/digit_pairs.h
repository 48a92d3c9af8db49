/// Pairs of handwritten digits to add, and how well nets do.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_DIGIT_PAIRS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_DIGIT_PAIRS_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "models/labelled_images.h"
#include "models/matrix.h"

namespace hadamard_ntk::experiments::digit_arithmetic {

inline constexpr int kDigitPairs = 100;  ///< ordered pairs of digits

/// They are cut into training pairs and pairs that are held out.
struct PairSplit {
  std::vector<std::pair<int, int>> trained, held_out;
};

/// `held_out` pairs chosen for each of `folds` folds, none in two of them: an order by the seed, cut into pieces.
/// Throws std::invalid_argument unless 1 <= folds and 1 <= held_out <= 100 / folds, < 100.
std::vector<PairSplit> SplitPairs(int folds, int held_out, std::uint64_t seed);

/// Two images side by side, and the sum of their digits.
struct PairSamples {
  models::Matrix<float> x;  ///< n x (28 * 56), by rows of the picture, pixels in [0, 1]
  models::Matrix<float> y;  ///< n x 1
};

/// `per_pair` samples of each pair; the images of a sample are drawn, with repetition, from those of their digit.
/// Throws std::invalid_argument for per_pair < 1, or a digit that has no image.
PairSamples MakePairs(const models::LabelledImages& images, const std::vector<std::pair<int, int>>& pairs, int per_pair,
                      std::uint64_t seed);

/// The three accuracies of Table 1 of [WuEtAl2022].
struct SumAccuracy {
  double rounding = 0;        ///< the nearest integer is the sum
  double floor_ceiling = 0;   ///< one of the two nearest is: |f - y| < 1
  double plus_minus_one = 0;  ///< the nearest integer is at most 1 away
};
/// f, y: n x 1.
SumAccuracy MeasureSums(const models::Matrix<float>& f, const models::Matrix<float>& y);

struct MeanAndDeviation {
  double mean = 0, deviation = 0;
};
MeanAndDeviation OverFolds(const std::vector<SumAccuracy>& folds, double SumAccuracy::*measure);

}  // namespace hadamard_ntk::experiments::digit_arithmetic

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_DIGIT_PAIRS_H_
