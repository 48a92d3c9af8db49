#include "experiments/polynomial_nets/harmonics_learning/harmonic_target.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace hadamard_ntk::experiments::harmonics_learning {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

// Mean of a b over the points, and its standard error.
struct Mean {
  Mean(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
    const Eigen::VectorXd products = a.cwiseProduct(b);
    const auto n = static_cast<double>(a.size());
    value = products.mean();
    error = std::sqrt((products.array() - value).square().sum() / (n - 1) / n);
  }
  double value, error;
};

TEST(HarmonicTargetTest, HarmonicsAreOrthonormal) {
  const HarmonicTarget target(9, {1, 3, 4, 5}, Scale::kUnitRms, 1, 0);
  const Eigen::MatrixXd x = UniformOnSphere(9, 40000, 1, 1), h = target.Harmonics(x);
  for (Eigen::Index j = 0; j < h.cols(); ++j) {
    for (Eigen::Index k = 0; k <= j; ++k) {
      const Mean mean(h.col(j), h.col(k));
      EXPECT_LE(std::abs(mean.value - (j == k ? 1 : 0)), 5 * mean.error) << j << " " << k;
    }
  }
  // The same check refuses the cubic of exponent d/2, orthogonal on S^10: it contains degree 1 on S^9.
  const Eigen::VectorXd t = x * target.axes().row(0).transpose();
  const Eigen::VectorXd wrong = t.array().cube() - 3 * t.array() / 13;
  const Mean mean(wrong / wrong.norm() * std::sqrt(40000.0), h.col(0));
  EXPECT_GT(std::abs(mean.value), 5 * mean.error);
}

// By hand, t = <x, zeta>: E t^2 = 1/10, F(9, 1) = 10, F(9, 2) = 54, C_1 = 8 t, C_2 = 40 t^2 - 4.
TEST(HarmonicTargetTest, LowDegreesByHand) {
  const Eigen::MatrixXd x = UniformOnSphere(9, 5, 2, 7);
  const HarmonicTarget unit(9, {1, 2}, Scale::kUnitRms, 2, 0), value(9, {1, 2}, Scale::kUnitValue, 2, 0),
      gegenbauer(9, {1, 2}, Scale::kGegenbauer, 2, 0);
  const Eigen::MatrixXd h = unit.Harmonics(x);
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const double t1 = x.row(i).dot(unit.axes().row(0)), t2 = x.row(i).dot(unit.axes().row(1));
    // Counted: 10 terms of the inner product and some roundings, times the derivative.
    EXPECT_NEAR(h(i, 0), std::sqrt(10.0) * t1, 16 * kEps * std::sqrt(10.0));
    EXPECT_NEAR(h(i, 1), std::sqrt(54.0) * (10 * t2 * t2 - 1) / 9, 64 * kEps * std::sqrt(54.0));
  }
  EXPECT_NEAR(unit.coefficients()[0], unit.coefficients()[1], 2 * kEps);
  EXPECT_NEAR(value.coefficients()[1] / value.coefficients()[0], std::sqrt(10.0 / 54), 8 * kEps);
  // E (40 t^2 - 4)^2 = 1600 * 3/120 - 320/10 + 16 = 24 against E (8 t)^2 = 6.4.
  EXPECT_NEAR(gegenbauer.coefficients()[1] / gegenbauer.coefficients()[0], std::sqrt(24 / 6.4), 16 * kEps);
  for (const HarmonicTarget& target : {unit, value, gegenbauer}) {
    EXPECT_NEAR(target.coefficients().squaredNorm(), 1, 8 * kEps);
  }
}

TEST(HarmonicTargetTest, KeyedByDegreeAndIndex) {
  EXPECT_EQ(UniformOnSphere(9, 3, 1, 1), UniformOnSphere(9, 8, 1, 1).topRows(3));
  EXPECT_NE(UniformOnSphere(9, 3, 1, 1), UniformOnSphere(9, 3, 1, 2));
  const HarmonicTarget one(9, {4}, Scale::kUnitRms, 1, 0), two(9, {1, 4}, Scale::kUnitRms, 1, 0);
  EXPECT_EQ(one.axes().row(0), two.axes().row(1));
}

TEST(HarmonicTargetTest, Throws) {
  EXPECT_THROW(UniformOnSphere(0, 3, 1, 1), std::invalid_argument);
  EXPECT_THROW(UniformOnSphere(9, 0, 1, 1), std::invalid_argument);
  EXPECT_THROW(HarmonicTarget(1, {1}, Scale::kUnitRms, 1, 0), std::invalid_argument);
  EXPECT_THROW(HarmonicTarget(9, {}, Scale::kUnitRms, 1, 0), std::invalid_argument);
  EXPECT_THROW(HarmonicTarget(9, {0, 1}, Scale::kUnitRms, 1, 0), std::invalid_argument);
  EXPECT_THROW(HarmonicTarget(9, {3, 3}, Scale::kUnitRms, 1, 0), std::invalid_argument);
  const HarmonicTarget target(9, {1}, Scale::kUnitRms, 1, 0);
  EXPECT_THROW(target.Harmonics(Eigen::MatrixXd::Identity(3, 3)), std::invalid_argument);
  EXPECT_THROW(target.Harmonics(2 * Eigen::MatrixXd::Identity(10, 10)), std::invalid_argument);
  EXPECT_THROW(Projections(Eigen::MatrixXd::Zero(3, 1), Eigen::MatrixXd::Zero(2, 1)), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::harmonics_learning
