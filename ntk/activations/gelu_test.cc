#include "ntk/activations/gelu.h"

#include <gtest/gtest.h>

#include "ntk/activations/activation_checks_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using activation_checks::Exact;
using textbook::ExactPi;

/// E[u v Phi(u) Phi(v)] in covariances alone.
struct Textbook {
  static Exact Delta(const Exact& p, const Exact& q, const Exact& c) { return (1 + p * p) * (1 + q * q) - c * c; }
  static Exact ArcSine(const Exact& p, const Exact& q, const Exact& c) {
    return asin(Exact(c / sqrt(Exact((1 + p * p) * (1 + q * q)))));
  }
  static Exact Covariance(const Exact& p, const Exact& q, const Exact& rho) {
    const Exact c = p * q * rho, x = 1 + p * p, z = 1 + q * q;
    const Exact rest = p * p * q * q - c * c + c * c / x + c * c / z;
    return c / 4 + (c * ArcSine(p, q, c) + rest / sqrt(Delta(p, q, c))) / (2 * ExactPi());
  }
  static Exact Slope(const Exact& p, const Exact& q, const Exact& rho) {
    const Exact c = p * q * rho, x = 1 + p * p, z = 1 + q * q, d = Delta(p, q, c), root = sqrt(d);
    return Exact(1) / 4 + (ArcSine(p, q, c) + (1 / x + 1 / z) * c / root + c / (d * root)) / (2 * ExactPi());
  }
  static Exact Mean(const Exact& p) { return p * p / sqrt(Exact(2 * ExactPi() * (1 + p * p))); }
};

TEST(Gelu, IsAccurate) {
  activation_checks::CheckAccuracy(Gelu(), Textbook(), {.rms = 8, .cosine = 12, .slope = 8, .complement = 32});
}

TEST(Gelu, IsItsDefinition) {
  const auto phi = [](double u) { return 0.5 * std::erfc(-u / std::numbers::sqrt2); };
  activation_checks::CheckDefinition(
      Gelu(), [&](double u) { return u * phi(u); },
      [&](double u) { return phi(u) + u * std::exp(-0.5 * u * u) / std::sqrt(2 * std::numbers::pi); });
}

// On the unit sphere: t/4 + t asin(t/2)/(2 pi) + 1/(2 pi sqrt(4 - t^2)), and 0.42522148 at t = 1 to the digits printed.
TEST(Gelu, IsTheDualOfTheUnitSphere) {
  const double pi = std::numbers::pi, eps = std::numeric_limits<double>::epsilon();
  for (const double t : {-1.0, -0.5, 0.0, 0.625, 1.0}) {
    const double dual = t / 4 + t * std::asin(t / 2) / (2 * pi) + 1 / (2 * pi * std::sqrt(4 - t * t));
    const double nngp = Gelu().Moments<double>(1, 1, Correlation<double>::FromCosine(t)).nngp();
    EXPECT_NEAR(nngp, dual, 8 * eps) << t;
    EXPECT_GT(std::abs(nngp - dual - 1e-12), 8 * eps) << t;
  }
  EXPECT_EQ(std::round(1e8 * Gelu().Moments<double>(1, 1, Correlation<double>::Equal()).nngp()), 42522148);
}

// Large norms: the ReLU, to the order 1/p^2.
TEST(Gelu, BecomesTheRelu) {
  const double p = 1e4;
  const auto c = Correlation<double>::FromCosine(0.3);
  const double relu = 0.5 * p * p * Relu::Dual(c), gelu = Gelu().Moments<double>(p, p, c).nngp();
  EXPECT_NEAR(gelu, relu, relu * (2 / (p * p) + 16 * std::numeric_limits<double>::epsilon()));
  EXPECT_GT(std::abs(Gelu().Moments<double>(1, 1, c).nngp() - 0.5 * Relu::Dual(c)), 0.01);
}

TEST(Gelu, SlopeIsTheDerivative) { activation_checks::CheckComplexStep(Gelu()); }
TEST(Gelu, IsSymmetric) { activation_checks::CheckSymmetry(Gelu(), 32); }
TEST(Gelu, VanishesWithTheNorm) { activation_checks::CheckZeroNorm(Gelu(), 0); }

}  // namespace
}  // namespace hadamard_ntk::ntk
