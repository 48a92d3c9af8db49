#include "experiments/polynomial_nets/digit_arithmetic/digit_pairs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>

namespace hadamard_ntk::experiments::digit_arithmetic {
namespace {

TEST(DigitPairsTest, FoldsHoldOutDifferentPairs) {
  const std::vector<PairSplit> splits = SplitPairs(3, 10, 7);
  ASSERT_EQ(splits.size(), 3u);
  std::set<std::pair<int, int>> all_held_out;
  for (const PairSplit& split : splits) {
    EXPECT_EQ(split.trained.size(), 90u);
    EXPECT_EQ(split.held_out.size(), 10u);
    std::set<std::pair<int, int>> pairs(split.trained.begin(), split.trained.end());
    for (const auto& pair : split.held_out) {
      EXPECT_FALSE(pairs.contains(pair));
      all_held_out.insert(pair);
    }
    pairs.insert(split.held_out.begin(), split.held_out.end());
    EXPECT_EQ(pairs.size(), 100u);
  }
  EXPECT_EQ(all_held_out.size(), 30u);
  EXPECT_NE(SplitPairs(3, 10, 8)[0].held_out, splits[0].held_out);
  EXPECT_THROW(SplitPairs(3, 40, 1), std::invalid_argument);
  EXPECT_THROW(SplitPairs(0, 10, 1), std::invalid_argument);
}

TEST(DigitPairsTest, PutsTwoImagesSideBySide) {
  // Two images of 2 x 2 of each digit: digit 16 + image, plus 1 in the lower row.
  models::LabelledImages images{.height = 2, .width = 2, .pixels = {}, .labels = {}};
  for (int digit = 0; digit < 10; ++digit) {
    for (int image = 0; image < 2; ++image) {
      const auto value = static_cast<std::uint8_t>(16 * digit + 2 * image);
      const auto lower = static_cast<std::uint8_t>(value + 1);
      images.pixels.insert(images.pixels.end(), {value, value, lower, lower});
      images.labels.push_back(static_cast<std::uint8_t>(digit));
    }
  }
  const PairSamples samples = MakePairs(images, {{3, 9}, {0, 1}}, 50, 5);
  ASSERT_EQ(samples.x.rows(), 100);
  ASSERT_EQ(samples.x.cols(), 8);
  std::set<int> seen;
  for (models::Index s = 0; s < 100; ++s) {
    const models::Matrix<float> row = 255 * samples.x.row(s);
    const int first = s < 50 ? 3 : 0, second = s < 50 ? 9 : 1;
    EXPECT_EQ(samples.y(s, 0), static_cast<float>(first + second));
    const auto left = static_cast<int>(std::lround(row(0, 0))), right = static_cast<int>(std::lround(row(0, 2)));
    EXPECT_EQ(left / 16, first);
    EXPECT_EQ(right / 16, second);
    for (int y = 0; y < 2; ++y) {
      EXPECT_EQ(std::lround(row(0, 4 * y + 1)), left + y);
      EXPECT_EQ(std::lround(row(0, 4 * y + 3)), right + y);
    }
    seen.insert(100 * left + right);
  }
  EXPECT_EQ(seen.size(), 8u);  // four combinations of each pair
  EXPECT_THROW(MakePairs(images, {{3, 9}}, 0, 1), std::invalid_argument);
  images.labels.assign(20, 1);
  EXPECT_THROW(MakePairs(images, {{3, 9}}, 1, 1), std::invalid_argument);
}

TEST(DigitPairsTest, ThreeAccuracies) {
  models::Matrix<float> f(5, 1), y = models::Matrix<float>::Constant(5, 1, 7);
  f << 7.4f, 7.6f, 8.4f, 8.6f, std::numeric_limits<float>::quiet_NaN();
  const SumAccuracy accuracy = MeasureSums(f, y);
  EXPECT_DOUBLE_EQ(accuracy.rounding, 0.2);
  EXPECT_DOUBLE_EQ(accuracy.floor_ceiling, 0.4);
  EXPECT_DOUBLE_EQ(accuracy.plus_minus_one, 0.6);
  EXPECT_THROW(MeasureSums(f, models::Matrix<float>::Zero(4, 1)), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::digit_arithmetic
