#include "referee/figure/label_spread.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace hadamard_ntk::referee {
namespace {

double Cost(const std::vector<double>& y, const std::vector<double>& wanted) {
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) sum += (y[i] - wanted[i]) * (y[i] - wanted[i]);
  return sum;
}

TEST(SpreadLabelsTest, LeavesWhatFitsAlone) {
  const std::vector<double> wanted = {80, 10, 45};
  EXPECT_EQ(SpreadLabels(wanted, 20, 0, 100), wanted);
  EXPECT_TRUE(SpreadLabels({}, 20, 0, 100).empty());
}

TEST(SpreadLabelsTest, MovesNeighboursApartEvenly) {
  EXPECT_EQ(SpreadLabels({50, 50}, 20, 0, 100), (std::vector<double>{40, 60}));
  EXPECT_EQ(SpreadLabels({99, 100}, 20, 0, 100), (std::vector<double>{80, 100}));
  EXPECT_EQ(SpreadLabels({-5}, 20, 0, 100), std::vector<double>{0});
}

TEST(SpreadLabelsTest, FillsAHeightThatIsTooShort) {
  EXPECT_EQ(SpreadLabels({1, 2, 3}, 80, 0, 100), (std::vector<double>{0, 50, 100}));
}

// By definition: search all positions on a grid of whole px.
TEST(SpreadLabelsTest, IsTheCheapestArrangement) {
  std::mt19937 generator(3);
  std::uniform_int_distribution<int> anywhere(0, 30);
  for (int round = 0; round < 20; ++round) {
    std::vector<double> wanted(3);
    for (double& w : wanted) w = anywhere(generator);
    std::sort(wanted.begin(), wanted.end());
    constexpr int kSpacing = 9;
    double best = std::numeric_limits<double>::infinity();
    for (int a = 0; a <= 30; ++a) {
      for (int b = a + kSpacing; b <= 30; ++b) {
        for (int c = b + kSpacing; c <= 30; ++c) best = std::min(best, Cost({1.0 * a, 1.0 * b, 1.0 * c}, wanted));
      }
    }
    const std::vector<double> found = SpreadLabels(wanted, kSpacing, 0, 30);
    for (std::size_t i = 1; i < 3; ++i) EXPECT_GE(found[i] - found[i - 1], kSpacing * (1 - 1e-12));
    // The optimum lies off the grid by at most half a px in each of three places.
    EXPECT_LE(Cost(found, wanted), best * (1 + 1e-12));
    EXPECT_GE(std::sqrt(Cost(found, wanted)), std::sqrt(best) - std::sqrt(3.0) / 2);
  }
}

}  // namespace
}  // namespace hadamard_ntk::referee
