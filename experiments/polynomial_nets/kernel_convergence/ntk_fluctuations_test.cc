#include "experiments/polynomial_nets/kernel_convergence/ntk_fluctuations.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "models/polynomial_net.h"
#include "models/streamed_ntk.h"

namespace hadamard_ntk::experiments::kernel_convergence {
namespace {

// Against the variance over independent networks, at 5 standard errors of a variance, sqrt(kurtosis / draws).
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
      const double kurtosis = 2 + 3 * FourthMomentRatio(degree, theta) / kWidth;  // generous: U is not a alone
      EXPECT_LE(std::abs(ratio - 1), 5 * std::sqrt(kurtosis / kDraws)) << degree << " " << theta;
      // Control: a variance twice as large is seen.
      EXPECT_GT(std::abs(ratio / 2 - 1), 5 * std::sqrt(kurtosis / kDraws)) << degree << " " << theta;
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
