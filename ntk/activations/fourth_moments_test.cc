#include "ntk/activations/fourth_moments.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "ntk/activations/plane_integral_testing.h"
#include "ntk/activations/quadrature.h"
#include "ntk/activations/sigmoids.h"
#include "ntk/correlation.h"
#include "ntk/finite_width.h"
#include "ntk/gated_unit.h"
#include "ntk/identity.h"

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

double Density(double u) { return std::exp(-0.5 * u * u) / std::sqrt(2 * std::numbers::pi); }

FourthMoments OfGelu() {
  const auto phi = [](double u) { return 0.5 * std::erfc(-u / std::numbers::sqrt2); };
  return FourthMoments([=](double u) { return u * phi(u); }, [=](double u) { return phi(u) + u * Density(u); },
                       [](double u) { return (2 - u * u) * Density(u); });
}
FourthMoments OfSilu() {
  const auto second = [](double u) {
    const double s = Logistic(u), rest = Logistic(-u);
    return s * rest * (2 + u * (rest - s));
  };
  return FourthMoments(Silu::Value<double>, Silu::Derivative<double>, second);
}
FourthMoments OfTanh() {
  return FourthMoments(Tanh::Value<double>, Tanh::Derivative<double>,
                       [](double u) { return -2 * std::tanh(u) * Tanh::Derivative<double>(u); });
}
FourthMoments OfIdentity() {
  return FourthMoments([](double u) { return u; }, [](double) { return 1.0; }, [](double) { return 0.0; });
}

// Relative to the values at rho = 1, a few hundred roundings of the sums.
template <class Phi>
double DistanceFromDefinition(const FourthMoments& moments, double factor) {
  double worst = 0;
  for (const double rho : {-0.6, 0.3}) {
    const double p = 0.75, q = 1.25;
    const auto m = moments.operator()<double>(p, q, Correlation<double>::FromCosine(rho));
    const auto top = moments.operator()<double>(p, q, Correlation<double>::Equal());
    const auto value = [](double u) { return Phi::template Value<double>(u); };
    const auto slope = [](double u) { return Phi::template Derivative<double>(u); };
    const double aa = PlaneIntegral([&](double u) { return value(u) * value(u); }, p, q, rho);
    const double ab = PlaneIntegral([&](double u) { return value(u) * slope(u); }, p, q, rho);
    const double bb = PlaneIntegral([&](double u) { return slope(u) * slope(u); }, p, q, rho);
    worst = std::max({worst, std::abs(factor * m.aa - aa) / top.aa, std::abs(factor * m.ab - ab) / top.ab,
                      std::abs(factor * m.bb - bb) / top.bb});
  }
  return worst / kEps;
}

struct GeluByErfc {
  template <class T>
  static T Value(T u) {
    return u * 0.5 * std::erfc(-u / std::numbers::sqrt2);
  }
  template <class T>
  static T Derivative(T u) {
    return 0.5 * std::erfc(-u / std::numbers::sqrt2) + u * Density(u);
  }
};

TEST(FourthMoments, AreTheirDefinitions) {
  EXPECT_LE(DistanceFromDefinition<Silu>(OfSilu(), 1), 400);
  EXPECT_LE(DistanceFromDefinition<Tanh>(OfTanh(), 1), 400);
  EXPECT_LE(DistanceFromDefinition<GeluByErfc>(OfGelu(), 1), 400);
  EXPECT_GT(DistanceFromDefinition<Silu>(OfSilu(), 1 + 1e-10), 400);
  EXPECT_GT(DistanceFromDefinition<Silu>(OfTanh(), 1), 400);
}

// The closed forms of finite_width.h, and the scatter of the bilinear unit, 36 at x = z.
TEST(FourthMoments, OfTheIdentityAreInClosedForm) {
  for (const double rho : {-0.5, 0.25, 1.0}) {
    const auto c = Correlation<double>::FromCosine(rho);
    const BranchMoments<double> m = OfIdentity().operator()<double>(0.5, 1.5, c);
    const BranchMoments<double> exact = MomentsOfBranch<Identity, double>(0.5, 1.5, c);
    EXPECT_NEAR(m.aa, exact.aa, 64 * kEps);
    EXPECT_NEAR(m.ab, exact.ab, 64 * kEps);
    EXPECT_NEAR(m.bb, exact.bb, 64 * kEps);
  }
  const auto equal = Correlation<double>::Equal();
  const BranchMoments<double> one = OfIdentity().operator()<double>(1, 1, equal);
  EXPECT_NEAR(ScatterOfGatedUnit<double>(one, one, 3), 36, 1024 * kEps);
}

// The term of one unit of SwiGLU, drawn: a g + c^2 (s a + s g b).  5 standard errors of the mean and of the variance.
TEST(FourthMoments, GiveTheScatterOfSwiGlu) {
  constexpr int kSamples = 400000;
  const double cosine = std::cos(1.0), sine = std::sin(1.0);
  std::mt19937_64 generator(20261126);
  std::normal_distribution<double> normal;
  std::vector<double> terms;
  for (int i = 0; i < kSamples; ++i) {
    const double u = normal(generator), v = cosine * u + sine * normal(generator);
    const double gate = normal(generator), g = gate * (cosine * gate + sine * normal(generator));
    const double c = normal(generator);
    const double a = Silu::Value(u) * Silu::Value(v), b = Silu::Derivative(u) * Silu::Derivative(v);
    terms.push_back(a * g + c * c * cosine * (a + g * b));
  }
  double mean = 0, variance = 0, fourth = 0;
  for (const double t : terms) mean += t / kSamples;
  for (const double t : terms) {
    const double square = (t - mean) * (t - mean);
    variance += square / kSamples, fourth += square * square / kSamples;
  }
  const auto rho = Correlation<double>::FromAngle(1);
  const double ntk = GatedUnit(QuadratureActivation::Silu())(1.0, 1.0, rho).ntk;
  const double v = ScatterOfGatedUnit<double>(OfSilu().operator()<double>(1, 1, rho),
                                              MomentsOfBranch<Identity, double>(1, 1, rho), ntk);
  const double error = 5 * std::sqrt((fourth - variance * variance) / kSamples);
  EXPECT_LE(std::abs(mean - ntk), 5 * std::sqrt(variance / kSamples));
  EXPECT_LE(std::abs(variance - v), error) << variance << " for " << v;
  EXPECT_GT(std::abs(variance - 0.7 * v), error);  // the control
}

}  // namespace
}  // namespace hadamard_ntk::ntk
