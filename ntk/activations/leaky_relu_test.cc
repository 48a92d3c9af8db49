#include "ntk/activations/leaky_relu.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "ntk/activations/activation_checks_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using activation_checks::Exact;

/// From the arc-cosine kernels: E[phi(u) phi(v)] = p q ((1 + a^2) K(theta) - 2 a K(pi - theta))/2.
struct Textbook {
  Exact a;
  Exact Covariance(const Exact& p, const Exact& q, const Exact& rho) const {
    const Exact theta = textbook::ArcCosine(rho), other = textbook::ExactPi() - theta;
    return p * q * ((1 + a * a) * textbook::Kappa1(theta) - 2 * a * textbook::Kappa1(other)) / 2;
  }
  Exact Slope(const Exact&, const Exact&, const Exact& rho) const {
    const Exact theta = textbook::ArcCosine(rho), other = textbook::ExactPi() - theta;
    return ((1 + a * a) * textbook::Kappa0(theta) + 2 * a * textbook::Kappa0(other)) / 2;
  }
  Exact Mean(const Exact& p) const { return p * (1 - a) / sqrt(Exact(2 * textbook::ExactPi())); }
};

constexpr activation_checks::Bounds kBounds = {.rms = 4, .cosine = 8, .slope = 4, .complement = 12};

TEST(LeakyRelu, IsAccurate) {
  activation_checks::CheckAccuracy(LeakyRelu(0), Textbook{0}, kBounds);
  activation_checks::CheckAccuracyIn<double>("leaky", LeakyRelu(0.2), Textbook{Exact(0.2)}, kBounds, 8);
  activation_checks::CheckAccuracyIn<double>("abs", LeakyRelu(-1), Textbook{-1}, kBounds, 8);
  activation_checks::CheckAccuracyIn<double>("identity", LeakyRelu(1), Textbook{1}, kBounds, 8);
}

// Homogeneous: 1 -+ rho' do not depend on the norms at all.
TEST(LeakyRelu, CorrelationIsOneOfRhoAlone) {
  for (const double minus : {1e-25, 0.3, 1.75}) {
    const auto c = Correlation<double>::FromComplements(minus, 2 - minus);
    const auto a = LeakyRelu(0.2).Moments<double>(1, 1, c), b = LeakyRelu(0.2).Moments<double>(0.1, 30, c);
    EXPECT_EQ(a.correlation.one_minus(), b.correlation.one_minus());
    EXPECT_EQ(a.correlation.one_plus(), b.correlation.one_plus());
    EXPECT_EQ(a.slope, b.slope);
  }
}

/// The largest distance of the moments from means of 10^6 samples, in standard errors.
double Distance(const LeakyRelu& phi, double slope, double p, double q, double rho) {
  const auto f = [=](double u) { return u > 0 ? u : slope * u; };
  const auto derivative = [=](double u) { return u > 0 ? 1 : slope; };
  const auto moments = phi.Moments<double>(p, q, Correlation<double>::FromCosine(rho));
  std::mt19937_64 generator(20220907);
  std::normal_distribution<double> gaussian;
  constexpr int kSamples = 1000000;
  double sum[3] = {}, square[3] = {};
  for (int i = 0; i < kSamples; ++i) {
    const double g = gaussian(generator), n = gaussian(generator);
    const double u = p * g, v = q * (rho * g + std::sqrt(1 - rho * rho) * n);
    const double values[3] = {f(u) * f(v), derivative(u) * derivative(v), f(u)};
    for (int k = 0; k < 3; ++k) sum[k] += values[k], square[k] += values[k] * values[k];
  }
  const double formula[3] = {moments.nngp(), moments.slope, moments.mean_x};
  double worst = 0;
  for (int k = 0; k < 3; ++k) {
    const double mean = sum[k] / kSamples, error = std::sqrt((square[k] / kSamples - mean * mean) / kSamples);
    worst = std::max(worst, std::abs(mean - formula[k]) / error);
  }
  return worst;
}

TEST(LeakyRelu, IsItsDefinition) {
  EXPECT_LE(Distance(LeakyRelu(0.2), 0.2, 1.5, 0.5, 0.7), 5);
  EXPECT_LE(Distance(LeakyRelu(-1), -1, 0.5, 2, -0.4), 5);
  EXPECT_GT(Distance(LeakyRelu(0.22), 0.2, 1.5, 0.5, 0.7), 5);  // 2% off in the rms must be seen
}

TEST(LeakyRelu, IsTheReluWithoutItsFactor) {
  const auto c = Correlation<double>::FromCosine(0.3);
  const auto moments = LeakyRelu::RawRelu().Moments<double>(2, 3, c);
  const double eps = std::numeric_limits<double>::epsilon();
  EXPECT_NEAR(moments.nngp(), 6 * Relu::kRawSecondMoment * Relu::Dual(c), 8 * eps * moments.nngp());
  EXPECT_NEAR(moments.slope, Relu::kRawSecondMoment * Relu::DualSlope(c), 4 * eps);
}

TEST(LeakyRelu, SlopeIsTheDerivative) {
  activation_checks::CheckComplexStep(LeakyRelu(0.2));
  activation_checks::CheckComplexStep(LeakyRelu::AbsoluteValue());
}
TEST(LeakyRelu, IsSymmetric) { activation_checks::CheckSymmetry(LeakyRelu(0.2)); }

TEST(LeakyRelu, RefusesSlopesBeyondOne) {
  EXPECT_THROW(LeakyRelu(1.5), std::invalid_argument);
  EXPECT_THROW(LeakyRelu(std::nan("")), std::invalid_argument);
  EXPECT_THROW(LeakyRelu(-HUGE_VAL), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
