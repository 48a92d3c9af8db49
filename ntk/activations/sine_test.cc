#include "ntk/activations/sine.h"

#include <gtest/gtest.h>

#include "ntk/activations/activation_checks_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using activation_checks::Exact;

Exact CosineCovariance(const Exact& p, const Exact& q, const Exact& rho) {
  const Exact squares = (p * p + q * q) / 2, c = p * q * rho;
  return (exp(Exact(c - squares)) + exp(Exact(-c - squares))) / 2;
}
Exact SineCovariance(const Exact& p, const Exact& q, const Exact& rho) {
  const Exact squares = (p * p + q * q) / 2, c = p * q * rho;
  return (exp(Exact(c - squares)) - exp(Exact(-c - squares))) / 2;
}

struct TextbookSine {
  Exact w = 1;
  Exact Covariance(const Exact& p, const Exact& q, const Exact& rho) const { return SineCovariance(w * p, w * q, rho); }
  Exact Slope(const Exact& p, const Exact& q, const Exact& rho) const {
    return w * w * CosineCovariance(w * p, w * q, rho);
  }
  Exact Mean(const Exact&) const { return 0; }
};

struct TextbookCosine {
  Exact w = 1;
  Exact Covariance(const Exact& p, const Exact& q, const Exact& rho) const {
    return CosineCovariance(w * p, w * q, rho);
  }
  Exact Slope(const Exact& p, const Exact& q, const Exact& rho) const {
    return w * w * SineCovariance(w * p, w * q, rho);
  }
  Exact Mean(const Exact& p) const { return exp(Exact(-(w * p) * (w * p) / 2)); }
};

constexpr activation_checks::Bounds kBounds = {.rms = 8, .cosine = 8, .slope = 8, .complement = 24, .exponents = 1};

TEST(Sine, IsAccurate) { activation_checks::CheckAccuracy(Sine(), TextbookSine(), kBounds, 4); }
TEST(Cosine, IsAccurate) { activation_checks::CheckAccuracy(Cosine(), TextbookCosine(), kBounds, 4); }

TEST(Sine, KeepsItsDigitsAtOtherFrequencies) {
  activation_checks::CheckAccuracyIn<double>("sin", Sine(0.3), TextbookSine{Exact(0.3)}, kBounds, 4);
  activation_checks::CheckAccuracyIn<double>("cos", Cosine(0.3), TextbookCosine{Exact(0.3)}, kBounds, 4);
}

TEST(Sine, IsItsDefinition) {
  activation_checks::CheckDefinition(
      Sine(1.5), [](double u) { return std::sin(1.5 * u); }, [](double u) { return 1.5 * std::cos(1.5 * u); });
}
TEST(Cosine, IsItsDefinition) {
  activation_checks::CheckDefinition(
      Cosine(1.5), [](double u) { return std::cos(1.5 * u); }, [](double u) { return -1.5 * std::sin(1.5 * u); });
}

// No overflow where sinh would: two inputs of norm 100 are uncorrelated.
TEST(Sine, HasNoRangeToLeave) {
  const auto c = Correlation<double>::FromCosine(0.3);
  EXPECT_DOUBLE_EQ(Sine().Moments<double>(100, 100, c).correlation.one_minus(), 1);
  EXPECT_DOUBLE_EQ(Cosine().Moments<double>(100, 100, c).correlation.one_minus(), 1);
  EXPECT_DOUBLE_EQ(Sine().Moments<double>(100, 100, c).rms_x, std::sqrt(0.5));
}

TEST(Sine, SlopeIsTheDerivative) {
  activation_checks::CheckComplexStep(Sine(1.5));
  activation_checks::CheckComplexStep(Cosine(1.5));
}
TEST(Sine, IsSymmetric) {
  activation_checks::CheckSymmetry(Sine(), 64);
  activation_checks::CheckSymmetry(Cosine(), 64);
}
TEST(Sine, IsThatOfZeroAtNormZero) {
  activation_checks::CheckZeroNorm(Sine(), 0);
  activation_checks::CheckZeroNorm(Cosine(), 1);
}

TEST(Sine, RefusesBadFrequencies) {
  EXPECT_THROW(Sine(0), std::invalid_argument);
  EXPECT_THROW(Sine{HUGE_VAL}, std::invalid_argument);
  EXPECT_THROW(Cosine(-1), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
