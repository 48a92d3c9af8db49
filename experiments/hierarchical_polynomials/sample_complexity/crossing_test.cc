#include "experiments/hierarchical_polynomials/sample_complexity/crossing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

namespace hadamard_ntk::experiments::sample_complexity {
namespace {

// Counted: logarithms and powers of up to 20 terms.
constexpr double kRounding = 4096 * std::numeric_limits<double>::epsilon();

TEST(CrossingTest, IsLinearInTheLogarithm) {
  const std::vector<double> samples = {1, 4, 16, 64};
  EXPECT_NEAR(*Crossing(samples, {0, 0.5, 1, 1}, 0.75, true), 8, kRounding);
  EXPECT_NEAR(*Crossing(samples, {4, 3, 2, 1}, 2.5, false), 8, kRounding);
  // The last one counts, where noise crosses several times.
  EXPECT_NEAR(*Crossing(samples, {0, 1, 0, 1}, 0.5, true), 32, kRounding);
  EXPECT_FALSE(Crossing(samples, {0, 0.1, 0.2, 0.3}, 0.5, true));
  EXPECT_FALSE(Crossing(samples, {0.6, 0.7, 0.8, 0.9}, 0.5, true));
}

// Runs that cross at 3 d^2 times a factor of their own.
std::vector<Curves> Planted(double noise) {
  std::vector<Curves> all;
  for (const int d : {8, 16, 32, 64}) {
    Curves curves{.d = d, .samples = {}, .values = {}};
    for (double m = 1; m < 1e7; m *= 2) curves.samples.push_back(m);
    for (int run = 0; run < 9; ++run) {
      std::vector<double> values;
      for (const double m : curves.samples) {
        values.push_back(std::log(m / (3.0 * d * d)) + noise * ((run * 7 + d) % 9 - 4));
      }
      curves.values.push_back(std::move(values));
    }
    all.push_back(std::move(curves));
  }
  return all;
}

TEST(CrossingTest, FindsAPlantedExponent) {
  const std::vector<double> levels(4, 0.0);
  const Exponent exact = FitExponent("x", 2, Planted(0), levels, true, 100, 1);
  ASSERT_TRUE(exact.known);
  EXPECT_EQ(exact.d, (std::vector<int>{8, 16, 32, 64}));
  EXPECT_NEAR(exact.samples[1], 768, 768 * kRounding);
  for (const double value : {exact.value, exact.low, exact.high}) EXPECT_NEAR(value, 2, kRounding);
  const Exponent noisy = FitExponent("x", 2, Planted(0.1), levels, true, 400, 1);
  EXPECT_LT(noisy.low, 2);
  EXPECT_GT(noisy.high, 2);
  EXPECT_GT(noisy.high - noisy.low, 0.02);
  EXPECT_LT(noisy.high - noisy.low, 1);
}

TEST(CrossingTest, FewerThanThreeCrossingsHaveNoExponent) {
  const Exponent none = FitExponent("x", 2, Planted(0), {0, 0, 1000, 1000}, true, 100, 1);
  EXPECT_FALSE(none.known);
  EXPECT_EQ(none.d.size(), 2u);
  EXPECT_EQ(none.tried, 4);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::sample_complexity
