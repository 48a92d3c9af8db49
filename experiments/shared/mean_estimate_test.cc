#include "experiments/shared/mean_estimate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hadamard_ntk::experiments {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

// 0, 1, ..., n - 1 have the mean (n - 1)/2 and the unbiased variance n (n + 1)/12; squares and constants beside them.
TEST(MeanEstimateTest, OfAnArithmeticSequence) {
  const int n = 20;
  const auto [linear, constant] = EstimateMeans<2>(n, [](int i) { return std::array<double, 2>{double(i), 4}; });
  // Counted: n terms of a sum, whose squares' mean is some 4 times the variance.
  EXPECT_NEAR(linear.mean, 9.5, n * kEps * 9.5);
  EXPECT_NEAR(linear.error, std::sqrt((n + 1) / 12.0), 4 * n * kEps * linear.error);
  EXPECT_GT(std::abs(linear.error - std::sqrt((n - 1) / 12.0)), 4 * n * kEps);
  EXPECT_NEAR(constant.mean, 4, n * kEps * 4);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
