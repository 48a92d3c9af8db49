#include "experiments/polynomial_nets/kernel_convergence/ntk_fluctuations.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "models/polynomial_net.h"
#include "models/streamed_ntk.h"
#include "ntk/normalization.h"
#include "ntk/on_sphere.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::experiments::kernel_convergence {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

struct Node {
  double a, b, weight;
};

// The law of (a, b) = (r^2 cos(alpha) cos(alpha - theta), 1) on the arc where both cosines are positive, and 0
// elsewhere: in r^2 by Gauss-Laguerre of three nodes, exact for the powers up to five, and in alpha by Gauss-Legendre
// of 15.
std::vector<Node> LawOfBranch(double theta) {
  const double pi = std::numbers::pi;
  const std::array<double, 3> half_squares = {0.41577455678347908, 2.2942803602790417, 6.2899450829374792},
                              weights = {0.71109300992917301, 0.27851773356924085, 0.010389256501586136};
  std::vector<Node> law = {{0, 0, (pi + theta) / (2 * pi)}};
  using Legendre = boost::math::quadrature::gauss<double, 20>;
  for (std::size_t i = 0; i < Legendre::abscissa().size(); ++i) {
    for (const double sign : {1.0, -1.0}) {
      const double t = sign * Legendre::abscissa()[i], alpha = theta / 2 + (pi - theta) / 2 * t;
      for (std::size_t r = 0; r < weights.size(); ++r) {
        law.push_back({2 * half_squares[r] * std::cos(alpha) * std::cos(alpha - theta), 1,
                       weights[r] * Legendre::weights()[i] * (pi - theta) / (4 * pi)});
      }
    }
  }
  return law;
}

// E[U^p] of degree 1 or 2 by its definition, in c by Gauss-Hermite of five nodes, exact for the powers up to nine.
double MomentByQuadrature(int p, int degree, double theta) {
  const std::vector<Node> law = LawOfBranch(theta), none = {{1, 0, 1}};
  const double ten = std::sqrt(10.0), rho = std::cos(theta);
  const std::array<double, 3> squares = {0, 5 - ten, 5 + ten},
                              weights = {8.0 / 15, (7 + 2 * ten) / 30, (7 - 2 * ten) / 30};
  double moment = 0;
  for (const Node& one : law) {
    for (const Node& two : degree == 1 ? none : law) {
      for (std::size_t c = 0; c < squares.size(); ++c) {
        const double u = one.a * two.a + rho * squares[c] * (one.b * two.a + one.a * two.b);
        moment += one.weight * two.weight * weights[c] * std::pow(u, p);
      }
    }
  }
  return moment;
}

// Counted: sums of some 10^4 positive terms; a relative 1e-11 more in the fourth moment would be seen.
TEST(NtkFluctuationsTest, MomentsAreThoseOfTheDefinition) {
  constexpr double kTolerance = 1000 * kEps;
  for (const int degree : {1, 2}) {
    for (const double theta : {0.0, 0.4, 1.0, std::numbers::pi / 2}) {
      for (int p = 1; p <= 4; ++p) {
        const double exact = MomentByQuadrature(p, degree, theta), moment = MomentOfUnit(p, degree, theta);
        EXPECT_LE(std::abs(moment / exact - 1), kTolerance) << p << " " << degree << " " << theta;
        EXPECT_GT(std::abs(moment * (1 + 1e-11) / exact - 1), kTolerance);
      }
    }
  }
  EXPECT_THROW(MomentOfUnit(0, 1, 1), std::domain_error);
  EXPECT_THROW(MomentOfUnit(5, 1, 1), std::domain_error);
}

// Two roads: mean and variance of U are Theorem 1's kernel over 2, and V of ntk/finite_width.h over 4.
TEST(NtkFluctuationsTest, MomentsGiveKernelAndVariance) {
  for (const int degree : {1, 2, 3, 6, 10}) {
    const ntk::OnSphere kernel(ntk::PolynomialNet(degree, ntk::Normalization::kRawActivation));
    for (const double theta : {0.0, 0.4, 1.0, std::numbers::pi / 2}) {
      const double mean = MomentOfUnit(1, degree, theta), square = MomentOfUnit(2, degree, theta);
      const double tolerance = (16 + 8 * degree) * kEps, v = std::pow(UnitDeviation(degree, theta), 2);
      EXPECT_LE(std::abs(2 * mean / kernel(theta) - 1), tolerance) << degree << " " << theta;
      EXPECT_LE(std::abs(4 * (square - mean * mean) / v - 1), tolerance) << degree << " " << theta;
      EXPECT_GT(std::abs(4 * (square - mean * mean) / std::pow(UnitDeviation(degree + 1, theta), 2) - 1), 0.01);
    }
  }
}

// Parallel points, N = 1: U = u^2 + c^2 where u > 0, half of the time, else 0; half of u^2 + c^2 is exponential, so
// E[U^p] = p! 2^{p-1}, and the fourth central moment is 192 - 96 + 24 - 3 = 117, the variance 3.  Orthogonal ones: U is
// a product of 2 N independent relu(u), whose moments are 1 / sqrt(2 pi), 1/2, sqrt(2 / pi), 3/2.
TEST(NtkFluctuationsTest, KnownKurtosis) {
  EXPECT_LE(std::abs(ExcessKurtosis(1, 0) - 10), 200 * kEps);
  EXPECT_GT(std::abs(ExcessKurtosis(2, 0) - 10), 200 * kEps);
  for (const int degree : {1, 2, 4}) {
    const double pi = std::numbers::pi, m = std::pow(2 * pi, -degree), m2 = std::pow(0.25, degree);
    const double fourth =
        std::pow(2.25, degree) - 4 * m * std::pow(2 / pi, degree) + 6 * m * m * m2 - 3 * m * m * m * m;
    const double kurtosis = fourth / ((m2 - m * m) * (m2 - m * m));
    EXPECT_LE(std::abs((ExcessKurtosis(degree, pi / 2) + 3) / kurtosis - 1), 100 * kEps) << degree;
    EXPECT_GT(std::abs(FourthMomentRatio(degree, pi / 2) / kurtosis - 1), 100 * kEps) << degree;  // is not quite it
  }
}

// Draws from {-1, 1}, of excess kurtosis -2: two give the sample variance 0 or 2, equally often; three 0 with
// probability 1/4 and 4/3 else, of the variance 1/4 + 3/4 / 9.
TEST(NtkFluctuationsTest, VarianceErrorOfCoins) {
  EXPECT_LE(std::abs(VarianceError(-2, 2) - 1), 4 * kEps);
  EXPECT_LE(std::abs(VarianceError(-2, 3) - std::sqrt(1.0 / 3)), 4 * kEps);
  EXPECT_GT(std::abs(VarianceError(-1, 3) - std::sqrt(1.0 / 3)), 4 * kEps);
}

// Against the variance over independent networks, at 5 exact standard errors of a variance.
TEST(NtkFluctuationsTest, DeviationIsThatOfFiniteNetworks) {
  constexpr int kDraws = 4000;
  constexpr models::Index kWidth = 256;
  for (const int degree : {1, 2}) {
    for (const double theta : {0.0, 1.0, std::numbers::pi / 2}) {
      models::Matrix<double> x(2, 2);
      x << 1, 0, std::cos(theta), std::sin(theta);
      const models::PolynomialNetOptions options{
          .inputs = 2, .width = kWidth, .degree = degree, .normalization = models::Normalization::kRawActivation};
      const std::array<models::Index, 1> widths = {kWidth};
      double mean = 0, square = 0;
      for (int draw = 0; draw < kDraws; ++draw) {
        const double k = models::StreamNtk(options, static_cast<std::uint64_t>(draw), x, widths)[0].ntk()(0, 1);
        mean += k / kDraws;
        square += k * k / kDraws;
      }
      const double ratio = (square - mean * mean) * kWidth / std::pow(UnitDeviation(degree, theta), 2);
      const double error = VarianceError(ExcessKurtosis(degree, theta) / kWidth, kDraws);
      EXPECT_LE(std::abs(ratio - 1), 5 * error) << degree << " " << theta;
      // Control: a variance twice as large is seen.
      EXPECT_GT(std::abs(ratio / 2 - 1), 5 * error) << degree << " " << theta;
    }
  }
}

TEST(NtkFluctuationsTest, OppositePointsDoNotFluctuate) {
  for (const int degree : {1, 2, 3, 8}) EXPECT_EQ(UnitDeviation(degree, std::numbers::pi), 0) << degree;
  EXPECT_GT(UnitDeviation(1, 3.0), 0);
}

// Their variance, and the correlation sqrt(m / m') of the errors at two widths, at 5 standard errors.
TEST(NtkFluctuationsTest, GaussianErrorsAreMeansOverSharedUnits) {
  constexpr int kDraws = 20000;
  const std::vector<double> widths = {64, 128, 1024};
  const auto errors = GaussianErrors(widths, kDraws, 3, 7);
  ASSERT_EQ(errors.size(), widths.size());
  for (std::size_t a = 0; a < widths.size(); ++a) {
    for (std::size_t b = a; b < widths.size(); ++b) {
      double covariance = 0;
      for (std::size_t i = 0; i < kDraws; ++i) covariance += errors[a][i] * errors[b][i] / kDraws;
      const double correlation = covariance / (9 / std::sqrt(widths[a] * widths[b]));
      EXPECT_NEAR(correlation, std::sqrt(widths[a] / widths[b]), 5 * std::sqrt(2.0 / kDraws)) << a << b;
    }
  }
}

// The value quoted for N = 2, delta = 0.05 at its smallest admissible width.
TEST(NtkFluctuationsTest, BoundOfTheorem2) {
  const double smallest = 64 * std::pow(std::log(80.0), 3);
  EXPECT_FALSE(Theorem2Bound(2, smallest * 0.999, 0.05).has_value());
  ASSERT_TRUE(Theorem2Bound(2, smallest * 1.001, 0.05).has_value());
  EXPECT_LE(std::abs(*Theorem2Bound(2, smallest * 1.000001, 0.05) - 911), 1);  // quoted to three digits
  // It falls like m^-1/2.
  EXPECT_LE(std::abs(*Theorem2Bound(2, 40000, 0.05) / *Theorem2Bound(2, 10000, 0.05) - 0.5), 1e-15);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::kernel_convergence
