#include "experiments/paired_test.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

namespace hadamard_ntk::experiments {
namespace {

TEST(PairedTestTest, ThreeDifferences) {
  // Two degrees of freedom: the distribution function is 1/2 + t / (2 sqrt(2 + t^2)).
  const PairedTest test = TestPaired({1, 2, 4});
  const double mean = 7.0 / 3,
               error = std::sqrt(((1 - mean) * (1 - mean) + (2 - mean) * (2 - mean) + (4 - mean) * (4 - mean)) / 2 / 3);
  constexpr double kRounding = 1e-14;  // counted: some tens of operations
  EXPECT_NEAR(test.mean, mean, kRounding);
  EXPECT_NEAR(test.standard_error, error, kRounding);
  const double t = mean / error, below = 0.5 + t / (2 * std::sqrt(2 + t * t));
  EXPECT_NEAR(test.p_less, below, kRounding);
  EXPECT_NEAR(test.p_greater, 1 - below, kRounding);
  EXPECT_NEAR(test.half_width / error, 4.302652729749464, 10 * kRounding);  // tables of Student's t
  EXPECT_LT(TestPaired({-1, -2, -4}).p_less, 0.06);
}

TEST(PairedTestTest, EqualDifferences) {
  EXPECT_EQ(TestPaired({0, 0}).p_greater, 1);
  EXPECT_EQ(TestPaired({0, 0}).t, 0);
  EXPECT_EQ(TestPaired({0.5, 0.5}).p_greater, 0);
  EXPECT_EQ(TestPaired({-0.5, -0.5}).p_less, 0);
  for (const double equal : {0.1, -0.7, 1e-9}) {
    for (int count = 2; count < 20; ++count) {
      const PairedTest test = TestPaired(std::vector<double>(static_cast<std::size_t>(count), equal));
      EXPECT_EQ(test.standard_error, 0) << equal << " " << count;
      EXPECT_EQ(test.mean, equal);
    }
  }
  EXPECT_THROW(TestPaired({1}), std::invalid_argument);
  EXPECT_THROW(TestPaired({1, std::nan("")}), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
