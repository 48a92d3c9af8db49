#include "ntk/activations/polynomial.h"

#include <gtest/gtest.h>

#include "ntk/activations/activation_checks_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using activation_checks::Exact;

/// E[u^a v^b] by Wick's theorem: u is paired with another u or with a v.
Exact MixedMoment(int a, int b, const Exact& x, const Exact& z, const Exact& c) {
  if ((a + b) % 2 != 0) return 0;
  if (a == 0) return b == 0 ? Exact(1) : Exact((b - 1) * z * MixedMoment(0, b - 2, x, z, c));
  Exact sum = 0;
  if (a >= 2) sum += (a - 1) * x * MixedMoment(a - 2, b, x, z, c);
  if (b >= 1) sum += b * c * MixedMoment(a - 1, b - 1, x, z, c);
  return sum;
}

/// phi = sum_i c_i u^i.
struct Textbook {
  std::vector<Exact> c;
  Exact Sum(const std::vector<Exact>& f, const Exact& p, const Exact& q, const Exact& rho) const {
    Exact sum = 0;
    for (std::size_t i = 0; i < f.size(); ++i) {
      for (std::size_t j = 0; j < f.size(); ++j) {
        if (f[i] == 0 || f[j] == 0) continue;
        sum += f[i] * f[j] * MixedMoment(static_cast<int>(i), static_cast<int>(j), p * p, q * q, p * q * rho);
      }
    }
    return sum;
  }
  Exact Covariance(const Exact& p, const Exact& q, const Exact& rho) const { return Sum(c, p, q, rho); }
  Exact Slope(const Exact& p, const Exact& q, const Exact& rho) const {
    std::vector<Exact> derivative;
    for (std::size_t i = 1; i < c.size(); ++i) derivative.push_back(Exact(i) * c[i]);
    return Sum(derivative, p, q, rho);
  }
  Exact Mean(const Exact& p) const {
    Exact sum = 0;
    for (std::size_t i = 0; i < c.size(); ++i) sum += c[i] * MixedMoment(static_cast<int>(i), 0, p * p, 0, 0);
    return sum;
  }
};

Textbook Power(int n) {
  Textbook book;
  book.c.assign(n + 1, 0);
  book.c[n] = 1;
  return book;
}

TEST(Monomial, IsAccurate) {
  for (const int n : {1, 2, 5}) {
    const activation_checks::Bounds bounds = {
        .rms = 4.0 + 2 * n, .cosine = 4.0 + 4 * n, .slope = 4.0 + 4 * n, .complement = 4.0 + 4 * n};
    activation_checks::CheckAccuracyIn<float>("float", Monomial(n), Power(n), bounds, 8);
    activation_checks::CheckAccuracyIn<double>("double", Monomial(n), Power(n), bounds, 8);
    EXPECT_GT(activation_checks::Compare<double>(Monomial(n), Power(n), bounds, 8, true).complement, 1e3);
  }
}

TEST(Monomial, IsItsDefinition) {
  activation_checks::CheckDefinition(
      Monomial(3), [](double u) { return u * u * u; }, [](double u) { return 3 * u * u; });
  activation_checks::CheckDefinition(
      Monomial(2), [](double u) { return u * u; }, [](double u) { return 2 * u; });
}

// He_4 = u^4 - 6 u^2 + 3, He_3 = u^3 - 3 u.
TEST(HermitePolynomial, IsItsDefinition) {
  const double four = std::sqrt(24.0), three = std::sqrt(6.0);
  activation_checks::CheckDefinition(
      HermitePolynomial(4), [=](double u) { return (u * u * (u * u - 6) + 3) / four; },
      [=](double u) { return 4 * u * (u * u - 3) / four; });
  activation_checks::CheckDefinition(
      HermitePolynomial(3), [=](double u) { return u * (u * u - 3) / three; },
      [=](double u) { return 3 * (u * u - 1) / three; });
}

// At unit norms they are orthonormal: rho' = rho^n, slope n rho^(n-1), no mean; and a norm one rounding off counts
// as 1.
TEST(HermitePolynomial, IsOrthonormal) {
  const double eps = std::numeric_limits<double>::epsilon();
  for (int n = 1; n <= 32; ++n) {
    for (const double rho : {-0.875, 0.0, 0.25, 1.0}) {
      const auto m = HermitePolynomial(n).Moments<double>(1, 1 - eps / 2, Correlation<double>::FromCosine(rho));
      EXPECT_NEAR(m.rms_x, 1, 4 * eps);
      EXPECT_EQ(m.mean_z, 0);
      EXPECT_NEAR(m.correlation.cosine(), std::pow(rho, n), 2 * n * eps);
      EXPECT_NEAR(m.slope, n * std::pow(rho, n - 1), 2.0 * n * n * eps);
      if (rho == 0.25) {
        EXPECT_GT(std::abs(m.correlation.cosine() - std::pow(rho, n + 1)), 0.5 * std::pow(rho, n));
      }
    }
  }
}

TEST(HermitePolynomial, KeepsASmallAngle) {
  for (const int n : {2, 7, 32}) {
    const auto c = Correlation<double>::FromComplements(1e-25, 2);
    const auto m = HermitePolynomial(n).Moments<double>(1, 1, c);
    EXPECT_NEAR(m.correlation.one_minus(), n * 1e-25, n * 1e-25 * 4 * n * std::numeric_limits<double>::epsilon());
  }
}

TEST(HermitePolynomial, IsAccurateAboveNormOne) {
  Textbook third;
  third.c = {0, -3 / sqrt(Exact(6)), 0, 1 / sqrt(Exact(6))};
  const activation_checks::Bounds bounds = {.rms = 16, .cosine = 16, .slope = 16, .complement = 16, .first_order = 16};
  for (const double p : {1.25, 3.0}) {
    for (const double ratio : {1.0, 1.0009765625, 2.0}) {
      for (const auto& [rho, exact] : activation_checks::Points<double>()) {
        const double q = p * ratio;
        const auto m = HermitePolynomial(3).Moments<double>(p, q, rho);
        const Exact x(p), z(q), root = sqrt(Exact(third.Covariance(x, x, 1) * third.Covariance(z, z, 1)));
        const Exact cosine = third.Covariance(x, z, exact) / root, skew = abs(Exact((x - z) / (x + z)));
        const Exact minus = 1 - cosine, scale = bounds.complement * minus + bounds.first_order * skew;
        if (minus < 1e-80) continue;
        EXPECT_LE(textbook::ErrorInEps(m.correlation.one_minus(), minus, scale), 1) << p << " " << ratio;
        EXPECT_LE(textbook::ErrorInEps(m.correlation.cosine(), cosine, Exact(bounds.cosine)), 1);
      }
    }
  }
}

TEST(Polynomial, IsAccurate) {
  for (const std::vector<double>& c :
       {std::vector<double>{1, 0, 0.5}, {0.25, 1, 0.5, 0.0625}, {0, 1, 0, 0.5, 0, 0.125}}) {
    Textbook book;
    for (const double a : c) book.c.push_back(Exact(a));
    const double n = static_cast<double>(c.size()) - 1;
    const activation_checks::Bounds bounds = {
        .rms = 4 + 4 * n, .cosine = 4 + 4 * n, .slope = 4 + 4 * n, .complement = 8 + 8 * n, .first_order = 8 + 8 * n};
    activation_checks::CheckAccuracyIn<double>("double", Polynomial(c), book, bounds, 8);
    EXPECT_GT(activation_checks::Compare<double>(Polynomial(c), book, bounds, 8, true).complement, 1e3);
  }
}

// Coefficients of both signs, and a negative mean at p < 1.
TEST(Polynomial, IsItsDefinition) {
  activation_checks::CheckDefinition(
      Polynomial({-1, 0.5, 1, -0.25}), [](double u) { return -1 + u * (0.5 + u * (1 - 0.25 * u)); },
      [](double u) { return 0.5 + u * (2 - 0.75 * u); });
  EXPECT_LT(Polynomial({-1, 0, 1}).Moments<double>(0.5, 1, Correlation<double>::Equal()).mean_x, 0);
}

// u^3 and He_3 among them.
TEST(Polynomial, HasMonomialsAndHermitePolynomials) {
  const double eps = std::numeric_limits<double>::epsilon(), root = std::sqrt(6.0);
  const auto rho = Correlation<double>::FromComplements(0.25, 1.75);
  const auto check = [&](const auto& a, const auto& b, bool same) {
    const auto x = a.template Moments<double>(0.75, 1.25, rho), y = b.template Moments<double>(0.75, 1.25, rho);
    EXPECT_EQ(std::abs(x.slope - y.slope) <= 64 * eps * std::abs(y.slope), same);
    EXPECT_EQ(std::abs(x.nngp() - y.nngp()) <= 64 * eps * y.rms_x * y.rms_z, same);
  };
  check(Polynomial({0, 0, 0, 1}), Monomial(3), true);
  check(Polynomial({0, -3 / root, 0, 1 / root}), HermitePolynomial(3), true);
  check(Polynomial({0, -3.0001 / root, 0, 1 / root}), HermitePolynomial(3), false);
}

TEST(Polynomial, SlopeIsTheDerivative) {
  activation_checks::CheckComplexStep(Polynomial({1, 0.5, 0.25}));
  activation_checks::CheckComplexStep(Monomial(5));
  activation_checks::CheckComplexStep(HermitePolynomial(3), 1000);
}
TEST(Polynomial, IsSymmetric) {
  activation_checks::CheckSymmetry(Monomial(3), 32);
  activation_checks::CheckSymmetry(HermitePolynomial(3), 256);
}
TEST(Polynomial, IsThatOfZeroAtNormZero) {
  activation_checks::CheckZeroNorm(Monomial(3), 0);
  activation_checks::CheckZeroNorm(Polynomial({0.5, 1, 0.25}), 0.5);
  activation_checks::CheckZeroNorm(Polynomial({0.5}), 0.5);
  activation_checks::CheckZeroNorm(HermitePolynomial(4), 3 / std::sqrt(24.0));
}

TEST(Polynomial, RefusesBadDegreesAndOverflow) {
  EXPECT_THROW(Monomial(0), std::invalid_argument);
  EXPECT_THROW(Monomial(33), std::invalid_argument);
  EXPECT_THROW(HermitePolynomial(-1), std::invalid_argument);
  EXPECT_THROW(Polynomial({}), std::invalid_argument);
  EXPECT_THROW(Polynomial(std::vector<double>(34, 1.0)), std::invalid_argument);
  EXPECT_THROW(Polynomial({1, HUGE_VAL}), std::invalid_argument);
  EXPECT_THROW(Monomial(32).Moments<double>(1e10, 1, Correlation<double>::Equal()), std::domain_error);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
