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

/// sin(u + a).
struct TextbookWave {
  explicit TextbookWave(double phase) : sine(sin(Exact(phase))), cosine(cos(Exact(phase))) {}
  Exact Covariance(const Exact& p, const Exact& q, const Exact& rho) const {
    return cosine * cosine * SineCovariance(p, q, rho) + sine * sine * CosineCovariance(p, q, rho);
  }
  Exact Slope(const Exact& p, const Exact& q, const Exact& rho) const {
    return cosine * cosine * CosineCovariance(p, q, rho) + sine * sine * SineCovariance(p, q, rho);
  }
  Exact Mean(const Exact& p) const { return sine * exp(Exact(-p * p / 2)); }
  Exact sine, cosine;
};

TEST(Sine, KeepsItsDigitsWithAPhase) {
  activation_checks::Bounds bounds = kBounds;
  bounds.rms = 16;
  for (const double phase : {0.3, 1.2, 4.0}) {
    activation_checks::CheckAccuracyIn<double>("sin", Sine(1, phase), TextbookWave(phase), bounds, 4);
    // The phase of the cosine that is this sine, rounded: half an ulp of 4 in the phase.
    const double quarter = std::numbers::pi / 2, other = phase - quarter;
    const auto c = Correlation<double>::FromCosine(0.3);
    const auto sine = Sine(0.7, phase).Moments<double>(1, 1.5, c),
               cosine = Cosine(0.7, other).Moments<double>(1, 1.5, c);
    const double tolerance = 32 * std::numeric_limits<double>::epsilon();
    EXPECT_NEAR(sine.nngp(), cosine.nngp(), tolerance);
    EXPECT_NEAR(sine.slope, cosine.slope, tolerance);
    EXPECT_NEAR(sine.mean_z, cosine.mean_z, tolerance);
    EXPECT_GT(std::abs(sine.nngp() - Sine(0.7, phase + 1e-3).Moments<double>(1, 1.5, c).nngp()), tolerance);
  }
}

TEST(Sine, WithAPhaseIsItsDefinition) {
  activation_checks::CheckDefinition(
      Sine(1.5, 0.5), [](double u) { return std::sin(1.5 * u + 0.5); },
      [](double u) { return 1.5 * std::cos(1.5 * u + 0.5); });
  activation_checks::CheckDefinition(
      Cosine(1.5, 4), [](double u) { return std::cos(1.5 * u + 4); },
      [](double u) { return -1.5 * std::sin(1.5 * u + 4); });
  activation_checks::CheckComplexStep(Sine(1.5, 0.5));
  activation_checks::CheckSymmetry(Sine(1, 0.5), 64);
  activation_checks::CheckZeroNorm(Sine(1, 0.5), std::sin(0.5));
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
  EXPECT_THROW(Sine(1, HUGE_VAL), std::invalid_argument);
  EXPECT_THROW(Cosine(1, NAN), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
