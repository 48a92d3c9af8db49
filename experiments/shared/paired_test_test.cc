#include "experiments/shared/paired_test.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
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

// The definition, by another road: effect i is real at a level if, going through the p-values from the smallest, every
// one up to p_i is below level / (number not yet passed).
bool RealByStepDown(std::vector<double> p, double own, double level) {
  std::sort(p.begin(), p.end());
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (!(p[i] < level / static_cast<double>(p.size() - i))) return false;
    if (p[i] == own) return true;
  }
  return false;
}

TEST(HolmCorrectedTest, StepsDown) {
  EXPECT_EQ(HolmCorrected({0.25}), (std::vector<double>{0.25}));
  EXPECT_EQ(HolmCorrected({0.5, 0.125, 0.75}), (std::vector<double>{1, 0.375, 1}));
  // The middle one alone would be 2 * 0.125, less than three times the smallest.
  EXPECT_EQ(HolmCorrected({0.125, 0.109375, 1}), (std::vector<double>{0.328125, 0.328125, 1}));
  EXPECT_TRUE(HolmCorrected({}).empty());
  EXPECT_THROW(HolmCorrected({0.5, 1.5}), std::invalid_argument);
  EXPECT_THROW(HolmCorrected({std::nan("")}), std::invalid_argument);
  const std::vector<double> p = {0.03, 0.004, 0.2, 0.011, 0.02};
  const std::vector<double> corrected = HolmCorrected(p);
  for (const double level : {0.01, 0.03, 0.05, 0.07, 0.1, 0.3}) {
    for (std::size_t i = 0; i < p.size(); ++i) EXPECT_EQ(corrected[i] < level, RealByStepDown(p, p[i], level)) << level;
  }
}

// What it is for: among tests of nothing, some p-value is below 0.05 more often than every twentieth time, some
// corrected one is not.  P-values at equal distances, in all pairs: those of two independent tests.
TEST(HolmCorrectedTest, KeepsTheLevelOfAFamily) {
  int cases = 0, uncorrected = 0, corrected = 0;
  for (double a = 0.0125; a < 1; a += 0.025) {
    for (double b = 0.0125; b < 1; b += 0.025) {
      ++cases;
      uncorrected += std::min(a, b) < 0.05;
      const std::vector<double> p = HolmCorrected({a, b});
      corrected += std::min(p[0], p[1]) < 0.05;
    }
  }
  EXPECT_LE(corrected, 0.05 * cases);
  EXPECT_GT(uncorrected, 0.05 * cases);
}

// By counting: 2^-10, (1 + 10) / 2^10, 1/2 + C(10, 5) / 2^11; 16 eps for the incomplete beta function.
TEST(SignTestTest, ByCounting) {
  constexpr double kEps = std::numeric_limits<double>::epsilon();
  const auto near = [&](int more, int less, double expected) {
    return std::abs(SignTest(more, less) - expected) <= 16 * kEps;
  };
  EXPECT_TRUE(near(10, 0, 1.0 / 1024));
  EXPECT_TRUE(near(9, 1, 11.0 / 1024));
  EXPECT_TRUE(near(5, 5, 0.5 + 252.0 / 2048));
  EXPECT_FALSE(near(9, 1, 10.0 / 1024));  // control: exactly nine
  EXPECT_EQ(SignTest(0, 7), 1);
  EXPECT_EQ(SignTest(0, 0), 1);
  EXPECT_THROW((void)SignTest(-1, 2), std::invalid_argument);
  EXPECT_THROW((void)SignTest(1, -2), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
