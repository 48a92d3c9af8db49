#include "spectral/pi_laurent.h"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_dec_float.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "linalg/thrown_testing.h"
#include "spectral/high_precision.h"

namespace hadamard_ntk::spectral {
namespace {

using Rational = PiLaurent::Rational;
using Wide = RealOfDigits<300>;

const PiLaurent kPi = PiLaurent::Monomial(1, 1);

TEST(PiLaurentTest, RingIdentitiesHoldExactly) {
  const PiLaurent a = PiLaurent(Rational(1, 3)) + 2 * kPi, b = PiLaurent::Monomial(Rational(-5, 7), -2) + 4;
  EXPECT_EQ(a * b, b * a);
  EXPECT_EQ(a * (a + b), a * a + a * b);
  EXPECT_EQ((1 + kPi) * (1 - kPi), 1 - kPi * kPi);
  EXPECT_EQ(a - a, PiLaurent());
  EXPECT_TRUE((a - a).IsZero());
  EXPECT_FALSE((a - b).IsZero());
  EXPECT_FALSE(a == b);
  EXPECT_EQ(a * b / PiLaurent::Monomial(3, -2) * PiLaurent::Monomial(3, -2), a * b);
  EXPECT_EQ(Pow(a, 3), a * a * a);
  EXPECT_EQ(Pow(a, 0), PiLaurent(1));
  PiLaurent doubled = a;
  doubled += doubled;
  EXPECT_EQ(doubled, 2 * a);
  doubled -= doubled;
  EXPECT_TRUE(doubled.IsZero());
}

TEST(PiLaurentTest, OnlySingleTermsDivide) {
  EXPECT_THROW(kPi / PiLaurent(), std::domain_error);
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "pi + 1", MessageOf<std::domain_error>([&] { kPi / (1 + kPi); }));
  EXPECT_THROW(Pow(kPi, -1), std::invalid_argument);
}

TEST(PiLaurentTest, Prints) {
  const PiLaurent value = PiLaurent(Rational(1, 10)) - PiLaurent::Monomial(Rational(56, 375), -2);
  EXPECT_EQ(value.Text(), "1/10 - 56/(375 pi^2)");
  EXPECT_EQ(value.Latex(), "\\frac{1}{10} - \\frac{56}{375 \\pi^{2}}");
  const PiLaurent other = PiLaurent::Monomial(Rational(-3, 4), 2) + kPi + PiLaurent::Monomial(2, -1);
  EXPECT_EQ(other.Text(), "-3 pi^2/4 + pi + 2/pi");
  EXPECT_EQ(other.Latex(), "-\\frac{3 \\pi^{2}}{4} + \\pi + \\frac{2}{\\pi}");
  EXPECT_EQ(PiLaurent().Text(), "0");
  EXPECT_EQ(PiLaurent(-7).Latex(), "-7");
}

template <typename T>
Wide AsWide(const T& value) {
  if constexpr (std::is_floating_point_v<T>) {
    return Wide(value);
  } else {
    return Wide(value.str(std::numeric_limits<T>::max_digits10 + 10, std::ios_base::scientific));
  }
}

/// |Evaluate<T>() - value| in units in the last place of `value`, the value computed term by term in 300 digits.
template <typename T>
double UlpError(const PiLaurent& element) {
  const Wide pi = acos(Wide(-1));
  Wide value = 0;
  for (const auto& [exponent, c] : element.coefficients()) {
    value += Wide(numerator(c)) / Wide(denominator(c)) * pow(pi, exponent);
  }
  int exponent = 0;
  frexp(value, &exponent);
  const Wide unit = std::numeric_limits<T>::radix == 2 ? Wide(ldexp(Wide(1), exponent - std::numeric_limits<T>::digits))
                                                       : Wide(abs(value) * Wide(std::numeric_limits<T>::epsilon()));
  return static_cast<double>(Wide(abs(AsWide(element.Evaluate<T>()) - value) / unit));
}

/// pi is close to 355/113: powers of 355 - 113 pi = -3.0e-5 cancel 7 digits for each factor. 1e-66 from terms of 1e42.
std::vector<PiLaurent> Elements() {
  const PiLaurent small = Pow(PiLaurent(355) - 113 * kPi, 15);
  return {kPi,
          PiLaurent(Rational(1, 3)),
          PiLaurent::Monomial(Rational(-56, 375), -2) + Rational(1, 10),
          Pow(kPi, 40) * PiLaurent(Rational(1, 7)),
          small,
          small * PiLaurent::Monomial(Rational(-22, 7), -20),
          small * PiLaurent::Monomial(Rational(22, 7), 9),
          PiLaurent::Monomial(Rational(1, 3), -500)};
}

TEST(PiLaurentTest, EvaluatesToHalfAnUlp) {
  const double half = 0.51;  // counted: the documented error
  for (const PiLaurent& element : Elements()) {
    SCOPED_TRACE(element.Text().substr(0, 60));
    EXPECT_LE(UlpError<double>(element), half);
    EXPECT_LE(UlpError<long double>(element), half);
    EXPECT_LE(UlpError<Real50>(element), half);
    EXPECT_LE(UlpError<Real120>(element), half);
    EXPECT_LE(UlpError<boost::multiprecision::cpp_dec_float_50>(element), 2);  // counted
  }
  EXPECT_EQ(PiLaurent().Evaluate<double>(), 0.0);
  EXPECT_EQ(kPi.Evaluate<float>(), 3.14159265358979323846f);
  EXPECT_EQ((-kPi).Evaluate<double>(), -3.14159265358979323846);
}

TEST(PiLaurentTest, PlainDoublesWouldHaveLostEverything) {  // the control: the elements above do need the guard digits
  const PiLaurent element = Elements()[4];
  double plain = 0;
  for (const auto& [exponent, c] : element.coefficients())
    plain += static_cast<double>(c) * std::pow(std::acos(-1.0), exponent);
  EXPECT_GT(std::abs(plain / element.Evaluate<double>() - 1), 1);
}

TEST(PiLaurentTest, OverflowsToInfinityAndUnderflowsToZero) {
  EXPECT_EQ(PiLaurent::Monomial(-1, 800).Evaluate<double>(), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(PiLaurent::Monomial(1, -800).Evaluate<double>(), 0.0);
}

}  // namespace
}  // namespace hadamard_ntk::spectral
