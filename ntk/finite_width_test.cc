#include "ntk/finite_width.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "ntk/dual_number_testing.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;
using Dual = DualNumber<double>;
using Vector = std::array<double, 2>;

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr Vector kX = {1.1, 0.2}, kZ = {0.4, 0.8};

template <class F>
auto AtPair(const F& f) {
  const double norm_x = std::hypot(kX[0], kX[1]), norm_z = std::hypot(kZ[0], kZ[1]);
  return f(norm_x, norm_z, Correlation<double>::FromCosine((kX[0] * kZ[0] + kX[1] * kZ[1]) / (norm_x * norm_z)));
}

/// A net of one unit: the product of `branches`, each of two weights, the last one without ReLU if it is a gate.
struct OneUnit {
  int branches;
  bool relu, gated;
  double branch_factor, output_factor;
  Dual operator()(const std::vector<Dual>& weights, const Vector& x) const {
    Dual y = Dual(output_factor) * weights.back();
    for (int n = 0; n < branches; ++n) {
      const auto first = static_cast<std::size_t>(2 * n);
      Dual u = weights[first] * Dual(x[0]) + weights[first + 1] * Dual(x[1]);
      const bool linear = !relu || (gated && n + 1 == branches);
      if (!linear && !(u >= Dual(0.0))) u = Dual(0.0);
      y *= Dual(branch_factor) * u;
    }
    return y;
  }
};

struct Scatter {
  double mean = 0, variance = 0, mean_error = 0, variance_error = 0;
};

/// <grad f(x), grad f(z)> at drawn weights, by forward differentiation.
Scatter Sample(const OneUnit& net, int samples) {
  std::mt19937_64 generator(20260611);
  std::normal_distribution<double> gaussian;
  std::vector<Dual> weights(static_cast<std::size_t>(2 * net.branches + 1));
  std::vector<double> drawn;
  for (int sample = 0; sample < samples; ++sample) {
    for (Dual& w : weights) w = Dual(gaussian(generator));
    double term = 0;
    for (Dual& w : weights) {
      w.slope = 1;
      term += net(weights, kX).slope * net(weights, kZ).slope;
      w.slope = 0;
    }
    drawn.push_back(term);
  }
  Scatter result;
  for (const double t : drawn) result.mean += t / samples;
  double fourth = 0;
  for (const double t : drawn) {
    const double square = (t - result.mean) * (t - result.mean);
    result.variance += square / samples;
    fourth += square * square / samples;
  }
  result.mean_error = std::sqrt(result.variance / samples);
  result.variance_error = std::sqrt((fourth - result.variance * result.variance) / samples);
  return result;
}

/// 5 standard errors; V with E[c^4] = 1 in place of 3 must be found out: it is smaller by 2 E[(t's second part)^2].
void Check(const OneUnit& net, double ntk, double variance, double wrong) {
  const Scatter scatter = Sample(net, 400000);
  EXPECT_LE(std::abs(scatter.mean - ntk), 5 * scatter.mean_error) << scatter.mean << " for " << ntk;
  EXPECT_LE(std::abs(scatter.variance - variance), 5 * scatter.variance_error)
      << scatter.variance << " for " << variance;
  EXPECT_GT(std::abs(scatter.variance - wrong), 5 * scatter.variance_error) << wrong;
}

TEST(FiniteWidth, IsTheScatterOfPolynomialNets) {
  const double unit = std::sqrt(2.0), output = std::sqrt(2.0);
  const double one = AtPair(PolynomialNetScatter<Relu>(1)), two = AtPair(PolynomialNetScatter<Relu>(2));
  const double raw = AtPair(PolynomialNetScatter<Relu>(2, Normalization::kRawActivation));
  const double free = AtPair(PolynomialNetScatter<Identity>(2));
  Check({1, true, false, unit, output}, AtPair(PolynomialNet(1)).ntk, one, 0.8 * one);
  Check({2, true, false, unit, output}, AtPair(PolynomialNet(2)).ntk, two, 0.7 * two);
  Check({2, true, false, 1, output}, AtPair(PolynomialNet(2, Normalization::kRawActivation)).ntk, raw, two);
  Check({2, false, false, 1, output}, AtPair(ActivationFreePolynomialNet(2)).ntk, free, two);
}

TEST(FiniteWidth, IsTheScatterOfGatedUnits) {
  const double reglu = AtPair(GatedUnitScatter<Relu>()), bilinear = AtPair(GatedUnitScatter<Identity>());
  Check({2, true, true, 1, 1}, AtPair(ReGlu()).ntk, reglu, bilinear);
  Check({2, false, true, 1, 1}, AtPair(BilinearUnit()).ntk, bilinear, reglu);
}

TEST(FiniteWidth, KnownValues) {
  const Correlation<double> equal = Correlation<double>::Equal(), one = Correlation<double>::FromAngle(1);
  EXPECT_NEAR(PolynomialNetScatter<Relu>(1)(1, 1, equal), 48, 20 * kEps * 48);
  EXPECT_NEAR(GatedUnitScatter<Identity>()(1, 1, equal), 36, 24 * kEps * 36);
  // A bilinear unit is the activation-free net of degree 2, whose output is larger by sqrt(2).
  EXPECT_NEAR(PolynomialNetScatter<Identity>(2)(1, 1, one), 4 * GatedUnitScatter<Identity>()(1, 1, one),
              24 * kEps * 4 * 36);
  // Measured at u = cos 1: 4.17 / sqrt(m) of the kernel; three digits, half a unit of the last one and the scatter of
  // the measurement.
  const double relative = std::sqrt(GatedUnitScatter<Relu>()(1, 1, one)) / ReGlu()(1, 1, one).ntk;
  EXPECT_LE(std::abs(relative / 4.17 - 1), 0.005);
  EXPECT_GT(std::abs(relative / 4.25 - 1), 0.005);
}

template <class F>
double WorstError(const F& scatter) {
  double worst = 0;
  for (const double norm_x : {1.0, 0.7}) {
    const double norm_z = 1.7 - norm_x;
    const Exact top = scatter(Exact(norm_x), Exact(norm_z), Correlation<Exact>::Equal());
    for (double theta = 0; theta < std::numbers::pi; theta += 0.0317) {
      const Exact exact = scatter(Exact(norm_x), Exact(norm_z), Correlation<Exact>::FromAngle(Exact(theta)));
      const double value = scatter(norm_x, norm_z, Correlation<double>::FromAngle(theta));
      worst = std::max(worst, textbook::ErrorInEps(value, exact, top));
    }
  }
  return worst;
}

// Against 100 digits: the documented bound.
TEST(FiniteWidth, KeepsItsDigits) {
  for (const int degree : {1, 2, 5, 10}) {
    EXPECT_LE(WorstError(PolynomialNetScatter<Relu>(degree)), 16 + 4 * degree) << degree;
    EXPECT_LE(WorstError(PolynomialNetScatter<Identity>(degree)), 16 + 4 * degree) << degree;
  }
  EXPECT_LE(WorstError(GatedUnitScatter<Relu>()), 24);
  EXPECT_LE(WorstError(GatedUnitScatter<Identity>()), 24);
  const auto off = [](const auto& x, const auto& z, const auto& c) {
    const auto value = GatedUnitScatter<Relu>()(x, z, c);
    return std::is_same_v<decltype(value), const double> ? value * (1 + 1e-10) : value;
  };
  EXPECT_GT(WorstError(off), 24);
}

TEST(FiniteWidth, RejectsBadParameters) {
  EXPECT_THROW(PolynomialNetScatter<Relu>(0), std::invalid_argument);
  EXPECT_THROW(PolynomialNetScatter<Relu>(2, Normalization::kRawActivationOverWidth), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
