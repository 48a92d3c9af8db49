#include "gaussian/hermite.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/special_functions/hermite.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace hadamard_ntk::gaussian {
namespace {

using Real60 = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<60>, boost::multiprecision::et_off>;

// By Boost's H_k, the physicists': He_k(x) = 2^{-k/2} H_k(x / sqrt(2)).
Real60 ByBoost(int k, const Real60& x) {
  using boost::math::hermite;
  Real60 square(1);
  for (int j = 1; j <= k; ++j) square *= 2 * j;
  return hermite(static_cast<unsigned>(k), Real60(x / sqrt(Real60(2)))) / sqrt(square);
}

// The error over its bound, at the worst of some hundred points.
template <class R>
double WorstOfBounds(int k) {
  double worst = 0;
  for (int i = 0; i <= 120; ++i) {
    const R x = R((2.6 * i / 120 - 1.3) * 2 * std::sqrt(k + 1.0));
    const Real60 wide(x), exact = ByBoost(k, wide), before = k == 0 ? Real60(0) : ByBoost(k - 1, wide);
    const Real60 size = wide * wide <= 4 * k ? Real60(sqrt(Real60(exact * exact + before * before))) : abs(exact);
    const Real60 bound = (k + 1) * Real60(std::numeric_limits<R>::epsilon()) * size;
    worst = std::max(worst, static_cast<double>(Real60(abs(Real60(Real60(Hermite(k, x)) - exact)) / bound)));
  }
  return worst;
}

TEST(HermiteTest, KeepsItsStatedError) {
  for (const int k : {0, 1, 2, 3, 4, 5, 10, 31, 64, 100, 256}) {
    const double in_double = WorstOfBounds<double>(k);
    EXPECT_LE(in_double, 1) << k;
    EXPECT_LE(WorstOfBounds<long double>(k), 1) << k;
    RecordProperty("worst_" + std::to_string(k), std::to_string(in_double));
    if (k > 31) continue;  // out of the range of float
    EXPECT_LE(WorstOfBounds<float>(k), 1) << k;
  }
}

TEST(HermiteTest, LowDegreesByTheirFormulas) {
  const double eps = std::numeric_limits<double>::epsilon();
  for (const double x : {-2.5, -0.3, 0.0, 1.0, 3.0}) {
    EXPECT_EQ(Hermite(0, x), 1);
    EXPECT_EQ(Hermite(1, x), x);
    EXPECT_NEAR(Hermite(2, x), (x * x - 1) / std::sqrt(2), 8 * eps * (x * x + 1));
    EXPECT_NEAR(Hermite(3, x), (x * x * x - 3 * x) / std::sqrt(6), 8 * eps * (std::abs(x * x * x) + 3 * std::abs(x)));
  }
  // Controls: the physicists' polynomial, and one without its norm.
  EXPECT_GT(std::abs(Hermite(2, 3.0) - boost::math::hermite(2, 3.0)), 1);
  EXPECT_GT(std::abs(Hermite(2, 3.0) - 8), 1);
}

TEST(HermiteTest, AStartScalesAll) {
  double last = 0;
  HermiteRecurrence<double>(41)(20.0, 0x1p-300, [&](std::size_t, double h) { last = h; });
  EXPECT_EQ(last, 0x1p-300 * Hermite(40, 20.0));
}

TEST(HermiteTest, RefusesNegativeDegrees) {
  EXPECT_THROW(Hermite(-1, 0.5), std::invalid_argument);
  EXPECT_THROW(HermiteRecurrence<double>(0), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::gaussian
