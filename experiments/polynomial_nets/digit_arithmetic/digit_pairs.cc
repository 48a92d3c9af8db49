#include "experiments/polynomial_nets/digit_arithmetic/digit_pairs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

#include "models/epoch_order.h"
#include "models/random.h"

namespace hadamard_ntk::experiments::digit_arithmetic {

std::vector<PairSplit> SplitPairs(int folds, int held_out, std::uint64_t seed) {
  if (folds < 1 || held_out < 1 || folds * held_out > kDigitPairs || held_out >= kDigitPairs) {
    throw std::invalid_argument("SplitPairs: folds times held_out must be in [1, " + std::to_string(kDigitPairs) +
                                "], got " + std::to_string(folds) + " times " + std::to_string(held_out));
  }
  const std::vector<models::Index> order = models::EpochOrder(kDigitPairs, seed, 0);
  std::vector<PairSplit> splits(folds);
  for (int fold = 0; fold < folds; ++fold) {
    for (int i = 0; i < kDigitPairs; ++i) {
      const auto pair = static_cast<int>(order[static_cast<std::size_t>(i)]);
      const bool out = i / held_out == fold;
      (out ? splits[fold].held_out : splits[fold].trained).emplace_back(pair / 10, pair % 10);
    }
  }
  return splits;
}

PairSamples MakePairs(const models::LabelledImages& images, const std::vector<std::pair<int, int>>& pairs, int per_pair,
                      std::uint64_t seed) {
  if (per_pair < 1)
    throw std::invalid_argument("MakePairs: per_pair must be at least 1, got " + std::to_string(per_pair));
  std::array<std::vector<models::Index>, 10> of_digit;
  for (models::Index i = 0; i < images.count(); ++i) {
    const std::uint8_t digit = images.labels[static_cast<std::size_t>(i)];
    if (digit < 10) of_digit[digit].push_back(i);
  }
  const models::Matrix<float> pixels = models::PixelMatrix(images, 1.0f / 255);
  const auto count = static_cast<models::Index>(pairs.size()) * per_pair;
  std::vector<double> uniforms(2 * static_cast<std::size_t>(count));
  models::FillUniform({.seed = seed, .purpose = models::Purpose::kData}, 0, uniforms);
  PairSamples samples{.x = models::Matrix<float>(count, 2 * images.size()), .y = models::Matrix<float>(count, 1)};
  for (models::Index s = 0; s < count; ++s) {
    const auto& [first, second] = pairs[static_cast<std::size_t>(s / per_pair)];
    samples.y(s, 0) = static_cast<float>(first + second);
    for (int side = 0; side < 2; ++side) {
      const std::vector<models::Index>& choices = of_digit[side == 0 ? first : second];
      if (choices.empty()) throw std::invalid_argument("MakePairs: images must have every digit of the pairs");
      const double u = uniforms[static_cast<std::size_t>(2 * s + side)];
      const models::Index image = choices[static_cast<std::size_t>(u * static_cast<double>(choices.size()))];
      for (models::Index row = 0; row < images.height; ++row) {
        samples.x.row(s).segment((2 * row + side) * images.width, images.width) =
            pixels.row(image).segment(row * images.width, images.width);
      }
    }
  }
  return samples;
}

SumAccuracy MeasureSums(const models::Matrix<float>& f, const models::Matrix<float>& y) {
  if (f.rows() != y.rows() || f.cols() != 1 || y.cols() != 1 || f.rows() == 0) {
    throw std::invalid_argument("MeasureSums: f and y must be n x 1, n >= 1, got " + std::to_string(f.rows()) + " x " +
                                std::to_string(f.cols()) + " and " + std::to_string(y.rows()) + " x " +
                                std::to_string(y.cols()));
  }
  SumAccuracy accuracy;
  const double share = 1 / static_cast<double>(f.rows());
  for (models::Index i = 0; i < f.rows(); ++i) {
    const double off = std::abs(static_cast<double>(f(i, 0)) - static_cast<double>(y(i, 0)));
    const double rounded = std::abs(std::round(static_cast<double>(f(i, 0))) - static_cast<double>(y(i, 0)));
    accuracy.rounding += rounded == 0 ? share : 0;
    accuracy.floor_ceiling += off < 1 ? share : 0;
    accuracy.plus_minus_one += rounded <= 1 ? share : 0;
  }
  return accuracy;
}

MeanAndDeviation OverFolds(const std::vector<SumAccuracy>& folds, double SumAccuracy::*measure) {
  MeanAndDeviation result;
  const auto count = static_cast<double>(folds.size());
  for (const SumAccuracy& fold : folds) result.mean += fold.*measure / count;
  double squares = 0;
  for (const SumAccuracy& fold : folds) squares += (fold.*measure - result.mean) * (fold.*measure - result.mean);
  if (folds.size() > 1) result.deviation = std::sqrt(squares / (count - 1));
  return result;
}

}  // namespace hadamard_ntk::experiments::digit_arithmetic
