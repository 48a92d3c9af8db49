#include "spectral/angle_polynomial.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "spectral/high_precision.h"

namespace hadamard_ntk::spectral {
namespace {

const AnglePolynomial kPhi = AnglePolynomial::Phi(), kSin = AnglePolynomial::Sin(), kCos = AnglePolynomial::Cos();

TEST(AnglePolynomialTest, IsReducedBySinSquared) {
  EXPECT_EQ(kSin * kSin + kCos * kCos, AnglePolynomial(1));
  EXPECT_EQ(Pow(kSin, 4), 1 - 2 * Pow(kCos, 2) + Pow(kCos, 4));
  EXPECT_EQ(Pow(kSin + kCos, 2), 1 + 2 * kSin * kCos);
  EXPECT_EQ(Pow(kSin, 5).terms().size(), 3u);
  const AnglePolynomial mixed = Pow(kPhi * kSin + kCos + kSin, 7);
  for (const auto& term : mixed.terms()) EXPECT_LE(term.first[1], 1);
  EXPECT_FALSE(kSin * kSin == kCos * kCos);
}

TEST(AnglePolynomialTest, RingIdentitiesHoldExactly) {
  const AnglePolynomial a = 3 * kPhi * kSin - kCos, b = PiLaurent::Monomial(2, -1) * kPhi + 5 * kSin;
  EXPECT_EQ(a * b, b * a);
  EXPECT_EQ((a + b) * (a - b), a * a - b * b);
  EXPECT_EQ(a - a, AnglePolynomial());
  AnglePolynomial doubled = a;
  doubled += doubled;
  EXPECT_EQ(doubled, 2 * a);
  doubled -= doubled;
  EXPECT_TRUE(doubled.terms().empty());
  EXPECT_THROW(Pow(a, -1), std::invalid_argument);
}

template <typename T>
void ExpectEvaluates() {
  using std::abs, std::cos, std::sin;
  const T pi = PiLaurent::Monomial(1, 1).Evaluate<T>();
  const AnglePolynomial polynomial = Pow(2 * kPhi * kSin - PiLaurent::Monomial(3, -2) * kCos, 3);
  for (int i = 0; i <= 16; ++i) {
    const T theta = pi * i / 16, phi = pi - theta;
    const T base = 2 * phi * sin(theta) - 3 * cos(theta) / (pi * pi);
    // Conditioned: (2 phi + 3/pi^2)^3 bounds the magnitudes of the terms before and after the reduction of sin^2 (which
    // at most doubles them); 9 factors and 6 terms round them.
    const T bound = 2 * 15 * std::numeric_limits<T>::epsilon() * pow(T(2 * phi + 3 / (pi * pi)), 3);
    EXPECT_LE(abs(polynomial.At(theta) - base * base * base), bound) << "theta = pi " << i << "/16";
    EXPECT_GT(abs(polynomial.At(theta) - base * base * (base + T(1) / 64)), bound);  // the control
  }
}

TEST(AnglePolynomialTest, EvaluatesInDouble) { ExpectEvaluates<double>(); }
TEST(AnglePolynomialTest, EvaluatesInFiftyDigits) { ExpectEvaluates<Real50>(); }

}  // namespace
}  // namespace hadamard_ntk::spectral
