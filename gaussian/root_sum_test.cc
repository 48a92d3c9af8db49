#include "gaussian/root_sum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace hadamard_ntk::gaussian {
namespace {

using Rational = RootSum::Rational;

TEST(RootSumTest, RootsAreReduced) {
  for (int n = 0; n <= 200; ++n) {
    const RootSum root = RootSum::Sqrt(n);
    EXPECT_EQ(root * root, RootSum(n));
    EXPECT_NEAR(root.Value(), std::sqrt(n), std::numeric_limits<double>::epsilon() * std::sqrt(n));
    for (const auto& [radicand, c] : root.terms()) {
      for (int p = 2; p * p <= n; ++p) EXPECT_NE(radicand % (p * p), 0) << n;
    }
  }
  EXPECT_EQ(RootSum::Sqrt(216), RootSum(6) * RootSum::Sqrt(6));
  EXPECT_EQ(RootSum::Sqrt(std::int64_t{1000003} * 1000003), RootSum(1000003));
}

TEST(RootSumTest, IsARing) {
  const RootSum a = RootSum(Rational(1, 2)) + RootSum::Sqrt(2), b = RootSum::Sqrt(6) - RootSum::Sqrt(3),
                c = b + RootSum(5);
  EXPECT_EQ(a * (b + c), a * b + a * c);
  EXPECT_EQ((a * b) * c, a * (b * c));
  EXPECT_EQ(a - a, RootSum());
  EXPECT_EQ(a * RootSum(), RootSum());
  EXPECT_EQ((a * RootSum::Sqrt(12)) / RootSum::Sqrt(12), a);
  EXPECT_NE(a * b, a * c);
  EXPECT_EQ(RootSum::Sqrt(2) * RootSum::Sqrt(3), RootSum::Sqrt(6));
  EXPECT_NE(RootSum::Sqrt(2) + RootSum::Sqrt(3), RootSum::Sqrt(5));
}

// (sqrt(2) - 1)^40 = 5e-16 as a difference of two numbers of 1e15: all digits are there.
TEST(RootSumTest, ValueOutlivesCancellation) {
  RootSum power(1);
  for (int i = 0; i < 40; ++i) power *= RootSum::Sqrt(2) - RootSum(1);
  const double exact = std::pow(std::sqrt(2.0L) + 1, -40.0L), eps = std::numeric_limits<double>::epsilon();
  EXPECT_NEAR(power.Value(), exact, 2 * eps * exact);
}

TEST(RootSumTest, Text) {
  EXPECT_EQ(RootSum().Text(), "0");
  EXPECT_EQ((RootSum(Rational(3, 2)) - RootSum(Rational(2, 3)) * RootSum::Sqrt(2)).Text(), "3/2 - 2/3 sqrt(2)");
  EXPECT_EQ((RootSum(-1) * RootSum::Sqrt(5)).Text(), "-sqrt(5)");
}

TEST(RootSumTest, SaysWhatItCannot) {
  EXPECT_TRUE((RootSum::Sqrt(8) * RootSum::Sqrt(2)).IsRational());
  EXPECT_EQ((RootSum::Sqrt(8) * RootSum::Sqrt(2)).ToRational(), 4);
  EXPECT_EQ(RootSum().ToRational(), 0);
  EXPECT_THROW(RootSum::Sqrt(2).ToRational(), std::domain_error);
  EXPECT_THROW(RootSum(1) / RootSum(), std::domain_error);
  EXPECT_THROW(RootSum(1) / (RootSum(1) + RootSum::Sqrt(2)), std::domain_error);
  EXPECT_THROW(RootSum::Sqrt(-1), std::domain_error);
}

}  // namespace
}  // namespace hadamard_ntk::gaussian
