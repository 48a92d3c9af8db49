#include "ntk/activations/exponential.h"

#include <gtest/gtest.h>

#include "ntk/activations/activation_checks_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using activation_checks::Exact;

struct TextbookExponential {
  Exact a;
  Exact Covariance(const Exact& p, const Exact& q, const Exact& rho) const {
    return exp(Exact(a * a * (p * p + q * q + 2 * p * q * rho) / 2));
  }
  Exact Slope(const Exact& p, const Exact& q, const Exact& rho) const { return a * a * Covariance(p, q, rho); }
  Exact Mean(const Exact& p) const { return exp(Exact(a * a * p * p / 2)); }
};

struct TextbookGaussian {
  Exact a;
  Exact Determinant(const Exact& p, const Exact& q, const Exact& rho) const {
    const Exact c = 2 * a * p * q * rho;
    return (1 + 2 * a * p * p) * (1 + 2 * a * q * q) - c * c;
  }
  Exact Covariance(const Exact& p, const Exact& q, const Exact& rho) const { return 1 / sqrt(Determinant(p, q, rho)); }
  Exact Slope(const Exact& p, const Exact& q, const Exact& rho) const {
    const Exact d = Determinant(p, q, rho);
    return 4 * a * a * p * q * rho / (d * sqrt(d));
  }
  Exact Mean(const Exact& p) const { return 1 / sqrt(Exact(1 + 2 * a * p * p)); }
};

constexpr activation_checks::Bounds kBounds = {.rms = 8, .cosine = 8, .slope = 8, .complement = 16};

TEST(ExponentialActivation, IsAccurate) {
  activation_checks::Bounds bounds = kBounds;
  bounds.exponents = 1;
  activation_checks::CheckAccuracy(ExponentialActivation(0.5), TextbookExponential{0.5}, bounds, 4);
}
TEST(GaussianActivation, IsAccurate) {
  activation_checks::CheckAccuracy(GaussianActivation(0.75), TextbookGaussian{0.75}, kBounds);
}

TEST(ExponentialActivation, IsItsDefinition) {
  activation_checks::CheckDefinition(
      ExponentialActivation(-0.5), [](double u) { return std::exp(-0.5 * u); },
      [](double u) { return -0.5 * std::exp(-0.5 * u); });
}
TEST(GaussianActivation, IsItsDefinition) {
  activation_checks::CheckDefinition(
      GaussianActivation(0.75), [](double u) { return std::exp(-0.75 * u * u); },
      [](double u) { return -1.5 * u * std::exp(-0.75 * u * u); });
}

TEST(ExponentialActivation, SlopeIsTheDerivative) {
  activation_checks::CheckComplexStep(ExponentialActivation(0.5));
  activation_checks::CheckComplexStep(GaussianActivation(0.75));
}
TEST(ExponentialActivation, IsSymmetric) {
  activation_checks::CheckSymmetry(ExponentialActivation(0.5));
  activation_checks::CheckSymmetry(GaussianActivation(0.75));
}
TEST(ExponentialActivation, IsThatOfZeroAtNormZero) {
  activation_checks::CheckZeroNorm(ExponentialActivation(0.5), 1);
  activation_checks::CheckZeroNorm(GaussianActivation(0.75), 1);
}

TEST(ExponentialActivation, RefusesWhatOverflows) {
  EXPECT_THROW(ExponentialActivation(0), std::invalid_argument);
  EXPECT_THROW(ExponentialActivation{HUGE_VAL}, std::invalid_argument);
  EXPECT_THROW(GaussianActivation(-1), std::invalid_argument);
  EXPECT_THROW(ExponentialActivation().Moments<double>(30, 1, Correlation<double>::Equal()), std::domain_error);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
