#include "ntk/activations/exponentials.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include "ntk/dual_number_testing.h"
#include "ntk/lane_scalar.h"
#include "ntk/wide_range.h"

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

TEST(Exponentials, ComplexOneKeepsTheDigitsOfBothParts) {
  double worst = 0, naive = 0;
  for (const double x : {-2.0, -1e-9, 1e-15, 0.5}) {
    for (const double y : {0.0, 1e-18, 1e-7, 0.9}) {
      // exp(z) - 1 in 64 bits, by the series where z is small.
      using Long = std::complex<long double>;
      const Long z(x, y);
      const Long exact =
          std::abs(z) < 1e-3L ? z * (1.0L + z / 2.0L * (1.0L + z / 3.0L * (1.0L + z / 4.0L))) : std::exp(z) - 1.0L;
      const auto computed = ExponentialMinusOne(std::complex<double>(x, y));
      const double scale = 4 * kEps * (std::abs(std::expm1(x)) + std::abs(std::exp(x) * y));
      const auto error = [&](const std::complex<double>& value) {
        return std::max(std::abs(static_cast<double>(value.real() - exact.real())),
                        std::abs(static_cast<double>(value.imag() - exact.imag()))) /
               scale;
      };
      worst = std::max(worst, error(computed));
      naive = std::max(naive, error(std::exp(std::complex<double>(x, y)) - 1.0));
    }
  }
  EXPECT_LE(worst, 1);
  EXPECT_GT(naive, 1e3);
}

// Counted: 2 eps here, as lane_functions_test says, and 1 eps in the library.
TEST(Exponentials, LanesAreNumbers) {
  using Lanes = LaneScalar<float>;
  constexpr float kEpsilon = std::numeric_limits<float>::epsilon();
  EXPECT_NEAR(Exponential(Lanes(0.5F))[1], std::exp(0.5F), 3 * kEpsilon * std::exp(0.5F));
  EXPECT_NEAR(ExponentialMinusOne(Lanes(0.5F))[0], std::expm1(0.5F), 3 * kEpsilon * std::expm1(0.5F));
  EXPECT_GT(std::abs(ExponentialMinusOne(Lanes(0.5F))[0] - std::expm1(0.5F + 8 * kEpsilon)),
            3 * kEpsilon * std::expm1(0.5F));
}

// Of the plain number, and strayed only if the argument is.
TEST(Exponentials, WideRange) {
  using Wide = WideRange<double>;
  EXPECT_EQ(double(Exponential(Wide(-0.5))), std::exp(-0.5));
  EXPECT_EQ(double(ExponentialMinusOne(Wide(-0.5))), std::expm1(-0.5));
  EXPECT_EQ(double(Exponential(Wide(-1000.0))), 0);
  EXPECT_FALSE(Exponential(Wide(-1000.0)).strayed());
  const Wide large = ldexp(Wide(-1.0), 5000);
  EXPECT_EQ(double(Exponential(large)), 0);
  EXPECT_EQ(double(ExponentialMinusOne(large)), -1);
  EXPECT_TRUE(Exponential(large).strayed());
}

TEST(Exponentials, DualNumbersHaveNone) {
  EXPECT_THROW(Exponential(DualNumber<double>(0.5)), std::domain_error);
  EXPECT_THROW(ExponentialMinusOne(DualNumber<double>(0.5)), std::domain_error);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
