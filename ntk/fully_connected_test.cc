#include "ntk/fully_connected.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "linalg/thrown_testing.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;

constexpr double kPi = std::numbers::pi;
constexpr double kEps = std::numeric_limits<double>::epsilon();

/// The documented bound, in eps of the value at angle zero.
constexpr double kBound = 4;

double WorstError(int depth, double bias, double exact_bias) {
  const FullyConnected kernel(depth, bias);
  const Exact variance = Exact(exact_bias) * exact_bias;
  double worst = 0;
  for (const double norm_x : {1.0, 0.7}) {
    const double norm_z = 2.3 - norm_x;
    const auto at_zero = textbook::FullyConnected(depth, variance, norm_x, norm_z, 0);
    for (double theta = 0; theta < kPi; theta += 0.217) {
      const Pair<double> pair = kernel(norm_x, norm_z, Correlation<double>::FromAngle(theta));
      const auto exact = textbook::FullyConnected(depth, variance, norm_x, norm_z, theta);
      worst = std::max(worst, textbook::PairErrorInEps(pair, exact, at_zero));
    }
  }
  return worst;
}

TEST(FullyConnected, IsThePrintedRecursion) {
  for (const int depth : {1, 2, 3, 5, 10}) {
    double worst = 0;
    for (const double bias : {0.0, 0.25, 1.5}) {
      worst = std::max(worst, WorstError(depth, bias, bias));
      EXPECT_GT(WorstError(depth, bias, bias + 1e-3), 1e6 * kBound) << depth << " " << bias;
    }
    RecordProperty("worst_error_in_eps_" + std::to_string(depth), std::to_string(worst));
    EXPECT_LE(worst, kBound) << depth;
  }
}

TEST(FullyConnected, DepthCountsWeightLayers) {
  const Correlation<double> equal = Correlation<double>::Equal(), c = Correlation<double>::FromAngle(0.4);
  for (int depth = 1; depth <= 12; ++depth) {
    EXPECT_EQ(FullyConnected(depth)(1, 1, equal).ntk, depth);
    EXPECT_EQ(FullyConnected(depth)(1, 1, equal).nngp, 1);
    EXPECT_EQ(FullyConnected(depth)(2, 4, equal).ntk, 8 * depth);
  }
  EXPECT_EQ(FullyConnected(1)(2, 3, c).ntk, 6 * c.cosine());
  // u kappa_0(u) + kappa_1(u) for one hidden layer.
  const double two_layers = (std::sin(0.4) + (kPi - 0.4) * std::cos(0.4)) / kPi + std::cos(0.4) * (kPi - 0.4) / kPi;
  EXPECT_NEAR(FullyConnected(2)(1, 1, c).ntk, two_layers, kBound * kEps);
}

/// E[phi(u)phi(v)] and E[phi'(u)phi'(v)] of unit Gaussians by quadrature of their definition over the quadrant u, v >
/// 0, phi = sqrt(2) relu: u = x, v = rho x + s y, with composite 30-point Gauss rules on x in (0, 9), y in (-rho x / s,
/// 9).
std::pair<double, double> QuadratureDuals(double rho) {
  using Rule = boost::math::quadrature::gauss<double, 30>;
  const double s = std::sqrt((1 - rho) * (1 + rho));
  const auto density = [](double t) { return std::exp(-t * t / 2) / std::sqrt(2 * kPi); };
  const auto integrate = [&](const auto& f, double from, double to) {
    const double middle = (from + to) / 2;
    return Rule::integrate(f, from, middle) + Rule::integrate(f, middle, to);
  };
  const auto over_quadrant = [&](const auto& f) {
    return integrate(
        [&](double x) {
          const double bottom = std::max(-rho * x / s, -9.0);
          if (bottom >= 9) return 0.0;
          return density(x) * integrate([&](double y) { return density(y) * f(x, rho * x + s * y); }, bottom, 9.0);
        },
        0.0, 9.0);
  };
  return {2 * over_quadrant([](double u, double v) { return u * v; }),
          2 * over_quadrant([](double, double) { return 1.0; })};
}

/// The recursion from the definitions only.
Pair<double> ByQuadrature(int depth, double bias, double norm_x, double norm_z, double rho) {
  const double b = bias * bias;
  double q_x = norm_x * norm_x + b, q_z = norm_z * norm_z + b, sigma = norm_x * norm_z * rho + b, theta = sigma;
  for (int layer = 1; layer < depth; ++layer) {
    const double scale = std::sqrt(q_x * q_z);
    const auto [dual, slope] = QuadratureDuals(sigma / scale);
    sigma = scale * dual + b;
    theta = sigma + slope * theta;
    q_x += b;
    q_z += b;
  }
  return {sigma, theta};
}

// Tails beyond 9 standard deviations are < 1e-18; each of the 3600 terms rounds.
TEST(FullyConnected, IsTheRecursionByQuadratureOfItsDefinition) {
  const double tolerance = 256 * kEps;
  for (const double rho : {-0.8, -0.3, 0.0, 0.45, 0.9}) {
    for (const double bias : {0.0, 0.6}) {
      for (const int depth : {2, 3, 4}) {
        const Pair<double> expected = ByQuadrature(depth, bias, 1.25, 0.75, rho);
        const Correlation<double> c = Correlation<double>::FromCosine(rho);
        const Pair<double> pair = FullyConnected(depth, bias)(1.25, 0.75, c);
        EXPECT_NEAR(pair.nngp, expected.nngp, tolerance) << rho << " " << bias << " " << depth;
        EXPECT_NEAR(pair.ntk, expected.ntk, tolerance * depth) << rho << " " << bias << " " << depth;
        // Negative control: one layer more.
        EXPECT_GT(std::abs(FullyConnected(depth + 1, bias)(1.25, 0.75, c).ntk - expected.ntk), tolerance * depth);
      }
    }
  }
}

TEST(FullyConnected, RejectsBadParameters) {
  EXPECT_EQ(MessageOf([] { FullyConnected(0); }), "FullyConnected: depth must be at least 1, got 0");
  EXPECT_THROW(FullyConnected(2, -1), std::invalid_argument);
  EXPECT_THROW(FullyConnected(2, NAN), std::invalid_argument);
  EXPECT_THROW(FullyConnected(2, 1e200), std::invalid_argument);
  EXPECT_NO_THROW(FullyConnected(1, 0.5));
}

}  // namespace
}  // namespace hadamard_ntk::ntk
