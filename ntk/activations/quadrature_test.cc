#include "ntk/activations/quadrature.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <latch>
#include <limits>
#include <numbers>
#include <thread>
#include <vector>

#include "ntk/activations/erf.h"
#include "ntk/activations/exponential.h"
#include "ntk/activations/gelu.h"
#include "ntk/activations/leaky_relu.h"
#include "ntk/activations/plane_integral_testing.h"
#include "ntk/activations/sine.h"
#include "ntk/lane_scalar.h"

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

QuadratureActivation NumericalErf(double factor = 1) {
  return QuadratureActivation([=](double u) { return factor * std::erf(u); },
                              [=](double u) { return factor * 2 / std::sqrt(std::numbers::pi) * std::exp(-u * u); });
}
QuadratureActivation NumericalGelu() {
  const auto phi = [](double u) { return 0.5 * std::erfc(-u / std::numbers::sqrt2); };
  return QuadratureActivation(
      [=](double u) { return u * phi(u); },
      [=](double u) { return phi(u) + u * std::exp(-0.5 * u * u) / std::sqrt(2 * std::numbers::pi); });
}
QuadratureActivation NumericalRelu() {
  return QuadratureActivation([](double u) { return std::max(u, 0.0); },
                              [](double u) { return u > 0    ? 1.0
                                                    : u == 0 ? 0.5
                                                             : 0.0; });
}

/// The errors against a closed form, each divided by its bound, in which the errors of the two rms have this share.
template <class Phi>
double WorstOfBounds(const QuadratureActivation& numerical, const Phi& phi, double p, double q, double share_of_rms) {
  double worst = 0;
  const auto estimate = numerical.ErrorEstimate(p, q), at_p = numerical.ErrorEstimate(p, p);
  const double rounding = (8 + numerical.Terms(p, q) / 2.0) * kEps, skew = std::abs(q - p) / (p + q);
  const double slope_size = phi.template Moments<double>(p, q, Correlation<double>::Equal()).slope;
  for (const double minus : {1e-25, 1e-9, 0.3, 1.0, 1.9, 2.0}) {
    const auto c = Correlation<double>::FromComplements(minus, 2 - minus);
    const auto a = numerical.Moments<double>(p, q, c), b = phi.template Moments<double>(p, q, c);
    const double size = b.rms_x * b.rms_z, one_minus = b.correlation.one_minus(), one_plus = b.correlation.one_plus();
    const double relative_x = at_p.value / (b.rms_x * b.rms_x);
    const double relative_z = numerical.ErrorEstimate(q, q).value / (b.rms_z * b.rms_z);
    const double relative = estimate.value / size + share_of_rms * (relative_x + relative_z);
    // At equal norms C_1 - C has an error of its own, and the rms that of a factor.
    const double drop = std::min(estimate.value, minus * p * q * estimate.slope) / size;
    const double relative_minus = skew == 0 ? drop + one_minus * relative_x : relative;
    const auto complement = [=](double computed, double exact, double truncation) {
      return std::abs(computed - exact) / (rounding * (exact + skew + rounding) + truncation);
    };
    worst = std::max({worst, std::abs(a.nngp() - b.nngp()) / (estimate.value + rounding * size),
                      std::abs(a.slope - b.slope) / (estimate.slope + rounding * slope_size),
                      std::abs(a.mean_x - b.mean_x) / (rounding * b.rms_x + at_p.value / b.rms_x),
                      complement(a.correlation.one_minus(), one_minus, relative_minus),
                      complement(a.correlation.one_plus(), one_plus, relative)});
  }
  return worst;
}

template <class Phi>
double WorstOfBounds(const QuadratureActivation& numerical, const Phi& phi, const std::vector<double>& norms,
                     double share_of_rms = 0.5) {
  double worst = 0;
  for (const double p : norms) {
    for (const double ratio : {1.0, 1.0009765625, 2.5}) {
      worst = std::max(worst, WorstOfBounds(numerical, phi, p, p * ratio, share_of_rms));
    }
  }
  return worst;
}

QuadratureActivation NumericalSine() {
  return QuadratureActivation([](double u) { return std::sin(u); }, [](double u) { return std::cos(u); });
}

TEST(QuadratureActivation, MeetsClosedForms) {
  const std::vector<double> norms = {0.25, 1, 2, 5};
  EXPECT_LE(WorstOfBounds(NumericalErf(), Erf(), norms), 1);
  EXPECT_LE(WorstOfBounds(NumericalGelu(), Gelu(), norms), 1);
  EXPECT_LE(WorstOfBounds(NumericalSine(), Sine(), norms), 1);
  // Negative controls: a function 1e-12 off; and 1 -+ rho' at norms 2, 5 without the error of the rms at 5, which is
  // larger than that of the covariance.
  EXPECT_GT(WorstOfBounds(NumericalErf(1 + 1e-12), Erf(), {0.25, 1}), 1);
  EXPECT_GT(WorstOfBounds(NumericalErf(), Erf(), {2}, 0), 5);
}

// Beyond what 1024 terms resolve, the estimate covers the error.
TEST(QuadratureActivation, EstimatesTheErrorAtLargeNorms) {
  EXPECT_LE(WorstOfBounds(NumericalErf(), Erf(), {20, 1e4}), 1);
  EXPECT_LE(WorstOfBounds(NumericalGelu(), Gelu(), {20, 1e4}), 1);
  EXPECT_GT(NumericalErf().ErrorEstimate(1e4, 1e4).value, 0.01);
}

// sin(p x) at p h = 2 pi -+ a is -+sin(a x/h) at every node, also at every second one: only phi' tells them apart.
TEST(QuadratureActivation, SeesWhatHappensBetweenTheNodes) {
  EXPECT_LE(WorstOfBounds(NumericalSine(), Sine(), {57, 59, 115.5}), 1);
  EXPECT_GT(NumericalSine().ErrorEstimate(57, 57).value, 0.1);
  EXPECT_LT(NumericalSine().ErrorEstimate(10, 10).value, 16 * kEps);
  // A derivative that is none.
  const QuadratureActivation flat([](double u) { return std::erf(u); }, [](double) { return 0.0; });
  EXPECT_GT(flat.ErrorEstimate(1, 1).slope, Erf().Moments<double>(1, 1, Correlation<double>::Equal()).slope);
}

// Norms at which phi is all but constant take no more terms: rounding over p is no sign of anything.
TEST(QuadratureActivation, IsContentWithSmallNorms) {
  for (const double p : {0.0, 1e-12, 1e-3}) {
    EXPECT_LE(QuadratureActivation::Softplus().Terms(p, p), 32) << p;
    EXPECT_LE(QuadratureActivation::Softplus().ErrorEstimate(p, p).slope, 16 * kEps) << p;
  }
}

// e^{p g} has its square where |g| = 2 p: at p = 6 half of it is all but beyond the nodes.
TEST(QuadratureActivation, EstimatesWhatIsBeyondTheNodes) {
  const auto exponential = [](double u) { return std::exp(u); };
  const QuadratureActivation numerical(exponential, exponential);
  const auto equal = Correlation<double>::Equal();
  for (const double p : {2.0, 4.0, 6.0}) {
    const double exact = ExponentialActivation().Moments<double>(p, p, equal).nngp();
    const double error = std::abs(numerical.Moments<double>(p, p, equal).nngp() - exact);
    EXPECT_LE(error, numerical.ErrorEstimate(p, p).value + (8 + numerical.Terms(p, p) / 2.0) * kEps * exact) << p;
    EXPECT_EQ(error > 0.1 * exact, p == 6) << p;
  }
  EXPECT_THROW(numerical.Moments<double>(7, 7, equal), std::domain_error);
}

// A kink costs digits, and the estimate says how many.
TEST(QuadratureActivation, EstimatesTheErrorOfAKink) {
  EXPECT_LE(WorstOfBounds(NumericalRelu(), LeakyRelu(0), {0.5, 1, 3}), 1);
  const auto estimate = NumericalRelu().ErrorEstimate(1, 1);
  EXPECT_GT(estimate.value, 1e-8);
  EXPECT_LT(estimate.value, 1e-2);
  EXPECT_LT(estimate.slope, 0.1);
}

// The estimate is one of what is cut off: with fewer terms it grows with the error.
TEST(QuadratureActivation, EstimatesTheErrorOfFewTerms) {
  const QuadratureActivation few([](double u) { return std::tanh(u); },
                                 [](double u) { return 1 / (std::cosh(u) * std::cosh(u)); }, 32);
  const auto c = Correlation<double>::Equal();
  const double full = QuadratureActivation::Tanh().Moments<double>(2, 2, c).nngp();
  const double error = std::abs(few.Moments<double>(2, 2, c).nngp() - full), estimate = few.ErrorEstimate(2, 2).value;
  EXPECT_LE(error, estimate + 16 * kEps);
  EXPECT_GE(error, estimate / 100);
  EXPECT_GT(estimate, 1e6 * QuadratureActivation::Tanh().ErrorEstimate(2, 2).value);
}

// The named ones against the plane, and their derivatives against differences of the functions.
TEST(QuadratureActivation, NamedOnesAreTheirDefinitions) {
  const auto check = [](const QuadratureActivation& phi, const auto& f, const auto& derivative) {
    const auto m = phi.Moments<double>(0.75, 1.25, Correlation<double>::FromCosine(-0.6));
    EXPECT_NEAR(m.nngp(), PlaneIntegral(f, 0.75, 1.25, -0.6), 100 * kEps * m.rms_x * m.rms_z);
    EXPECT_NEAR(m.slope, PlaneIntegral(derivative, 0.75, 1.25, -0.6), 100 * kEps);
    EXPECT_GT(std::abs(m.nngp() - PlaneIntegral(f, 0.75, 1.25, -0.6 + 1e-9)), 100 * kEps * m.rms_x * m.rms_z);
  };
  const auto logistic = [](double u) { return 1 / (1 + std::exp(-u)); };
  check(
      QuadratureActivation::Silu(), [=](double u) { return u * logistic(u); },
      [=](double u) { return logistic(u) + u * logistic(u) * (1 - logistic(u)); });
  check(
      QuadratureActivation::Tanh(), [](double u) { return std::tanh(u); },
      [](double u) { return 1 - std::tanh(u) * std::tanh(u); });
  check(
      QuadratureActivation::Softplus(), [](double u) { return std::log(1 + std::exp(u)); }, logistic);
  EXPECT_EQ(QuadratureActivation::Tanh().Moments<double>(1, 2, Correlation<double>::Equal()).mean_x, 0);
}

TEST(QuadratureActivation, KeepsBothEndsOfAnOddFunction) {
  const auto near = QuadratureActivation::Tanh().Moments<double>(1, 1, Correlation<double>::FromComplements(1e-25, 2));
  const auto far = QuadratureActivation::Tanh().Moments<double>(1, 1, Correlation<double>::FromComplements(2, 1e-25));
  // 1 - rho' = (1 - rho) E[tanh'^2] / E[tanh^2] to first order.
  const double expected = 1e-25 * near.slope / (near.rms_x * near.rms_x);
  EXPECT_NEAR(near.correlation.one_minus(), expected, 200 * kEps * expected);
  EXPECT_NEAR(far.correlation.one_plus(), expected, 200 * kEps * expected);
}

TEST(QuadratureActivation, OtherScalars) {
  const QuadratureActivation silu = QuadratureActivation::Silu();
  const auto moments = silu.Moments<double>(1, 1.5, Correlation<double>::FromCosine(0.5));
  const auto single = silu.Moments<float>(1, 1.5F, Correlation<float>::FromCosine(0.5F));
  EXPECT_EQ(single.slope, static_cast<float>(moments.slope));
  using Lanes = LaneScalar<double>;
  const auto lanes = silu.Moments<Lanes>(Lanes(1.0), Lanes(1.5), Correlation<Lanes>::FromCosine(Lanes(0.5)));
  EXPECT_EQ(lanes.slope[0], moments.slope);
  EXPECT_EQ(lanes.correlation.one_minus()[1], moments.correlation.one_minus());
  using Complex = std::complex<double>;
  const auto step = silu.Moments<Complex>(1, 1.5, Correlation<Complex>::FromCosine(Complex(0.5, 1e-30)));
  EXPECT_NEAR(step.nngp().imag() / 1.5e-30, moments.slope, 200 * kEps);
  EXPECT_THROW(silu.Moments<Complex>(1, 1, Correlation<Complex>::FromCosine(Complex(0.9, 0.9))), std::domain_error);
  EXPECT_THROW(silu.Moments<long double>(1, 1, Correlation<long double>::Equal()), std::domain_error);
}

// Norms that several threads ask for at once, each in another order, and some that the others have remembered; fit for
// the thread sanitizer.
TEST(QuadratureActivation, ThreadsSeeTheSameNumbers) {
  constexpr int kThreads = 4, kNorms = 12;
  const QuadratureActivation shared = QuadratureActivation::Silu();
  const auto c = Correlation<double>::FromCosine(0.5);
  const auto at = [&](const QuadratureActivation& phi, int i) {
    const double p = 0.25 + 0.0625 * (i % kNorms);
    return phi.Moments<double>(p, p + 0.0625, c).nngp();
  };
  std::latch start(kThreads);
  std::array<std::array<double, kNorms>, kThreads> seen{};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      start.arrive_and_wait();
      for (int i = 0; i < 2 * kNorms; ++i) seen[t][(i + 3 * t) % kNorms] = at(shared, i + 3 * t);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const QuadratureActivation alone = QuadratureActivation::Silu();
  for (int t = 0; t < kThreads; ++t) {
    for (int i = 0; i < kNorms; ++i) EXPECT_EQ(seen[t][i], at(alone, i)) << t << " " << i;
  }
  EXPECT_NE(seen[0][0], seen[0][1]);
}

TEST(QuadratureActivation, RefusesWhatItCannotIntegrate) {
  const auto f = [](double u) { return u; };
  EXPECT_THROW(QuadratureActivation(nullptr, f), std::invalid_argument);
  EXPECT_THROW(QuadratureActivation(f, f, 8), std::invalid_argument);
  const QuadratureActivation inverse([](double u) { return 1 / u; }, f);
  EXPECT_THROW(inverse.Moments<double>(1, 1, Correlation<double>::Equal()), std::domain_error);
  EXPECT_THROW(QuadratureActivation::Silu().Moments<double>(-1, 1, Correlation<double>::Equal()), std::domain_error);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
