#include "ntk/activations/exponentials.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include "ntk/dual_number_testing.h"
#include "ntk/lane_scalar.h"
#include "ntk/textbook_formulas_testing.h"
#include "ntk/wide_range.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;

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

TEST(Exponentials, ComplexNumbersOnTheRealAxis) {
  for (const double a : {0.0, 1e-300, 1e-20, 1e-9, 1e-3, 0.3, 0.75, 1.0, 3.0, 20.0, 300.0}) {
    const std::complex<double> z = ExponentialMinusOne(std::complex<double>(-a));
    EXPECT_LE(std::abs(z.real() - std::expm1(-a)), 6 * std::numeric_limits<double>::epsilon() * -std::expm1(-a)) << a;
    EXPECT_EQ(z.imag(), 0);
  }
  const std::complex<double> small = ExponentialMinusOne(std::complex<double>(0, 1e-20));
  EXPECT_EQ(small.imag(), 1e-20);
}

TEST(Exponentials, HundredDigits) {
  const Exact a = Exact(1) / 3, direct = exp(a) - 1;
  const Exact eps = std::numeric_limits<Exact>::epsilon();
  EXPECT_LE(abs(Exact(ExponentialMinusOne(a) - direct)), Exact(16 * eps));
  EXPECT_LE(abs(Exact(ExponentialMinusOne(Exact("1e-60")) * Exact("1e60") - 1 - Exact("5e-61"))), Exact(16 * eps));
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
