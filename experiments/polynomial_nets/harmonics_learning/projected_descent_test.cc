#include "experiments/polynomial_nets/harmonics_learning/projected_descent.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "experiments/polynomial_nets/harmonics_learning/harmonic_target.h"
#include "experiments/polynomial_nets/harmonics_learning/power_method.h"
#include "ntk/ccp_net.h"
#include "ntk/gram.h"
#include "ntk/on_sphere.h"
#include "spectral/zonal.h"

namespace hadamard_ntk::experiments::harmonics_learning {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr int kSamples = 80, kSteps = 40;
constexpr double kEta = 0.004;

// Descent step by step, on the samples and at held-out points.
class ProjectedDescentTest : public ::testing::Test {
 protected:
  ProjectedDescentTest() {
    // mu_k = E[K(t) P_k(t)]: the midpoint rule in theta, weight sin^8, exact to rounding for these smooth kernels.
    const ntk::OnSphere on_sphere(kernel_);
    double weights = 0;
    constexpr int kNodes = 4000;
    for (int i = 0; i < kNodes; ++i) {
      const double theta = (i + 0.5) * std::numbers::pi / kNodes, weight = std::pow(std::sin(theta), 8);
      weights += weight;
      for (int k = 0; k < 3; ++k) mu_[k] += weight * on_sphere(theta) * spectral::ZonalAtAngle(9, k + 1, theta);
    }
    mu_ /= weights;
    coefficients_ = Eigen::VectorXd::Zero(kSamples);
    for (int t = 0; t < kSteps; ++t) coefficients_ += kEta * (y_ - gram_ * coefficients_);
  }

  ProjectedDescent Descent(const Eigen::VectorXd& mu) const {
    return ProjectedDescent(gram_, h_, mu, target_.coefficients(), y_);
  }

  const ntk::CcpNet kernel_{3, ntk::Normalization::kRawActivation};
  const HarmonicTarget target_{9, {1, 2, 3}, Scale::kUnitRms, 1, 0};
  const Eigen::MatrixXd x_ = UniformOnSphere(9, kSamples, 1, 1), h_ = target_.Harmonics(x_);
  const Eigen::MatrixXd gram_ = ntk::Gram(kernel_, x_);
  const Eigen::VectorXd y_ = h_ * target_.coefficients();
  Eigen::VectorXd mu_ = Eigen::VectorXd::Zero(3), coefficients_;
};

TEST_F(ProjectedDescentTest, OnSamplesAsStepByStep) {
  const ProjectedDescent descent = Descent(mu_);
  const Eigen::MatrixXd expected = Projections(h_, y_ - gram_ * coefficients_);
  for (int k = 0; k < 3; ++k) {
    // Counted: every step adds n roundings of numbers of the size of y, |y| <= 20.
    EXPECT_NEAR(descent.OnSamples(k, kEta, kSteps), expected(0, k), 20 * kSteps * kSamples * kEps) << k;
    EXPECT_GT(std::abs(descent.OnSamples(k, kEta, kSteps - 1) - expected(0, k)), 20 * kSteps * kSamples * kEps) << k;
  }
}

TEST_F(ProjectedDescentTest, OffSamplesAsOverHeldOutPoints) {
  const ProjectedDescent descent = Descent(mu_);
  const Eigen::MatrixXd points = UniformOnSphere(9, 20000, 1, 2), h = target_.Harmonics(points);
  const Eigen::VectorXd residual = h * target_.coefficients() - ntk::Gram(kernel_, points, x_) * coefficients_;
  Eigen::VectorXd wrong(3);
  wrong << mu_[1], mu_[2], mu_[0];
  bool refused = false;
  for (int k = 0; k < 3; ++k) {
    const Eigen::VectorXd terms = residual.cwiseProduct(h.col(k));
    const double mean = terms.mean();
    const double error = std::sqrt((terms.array() - mean).square().sum()) / 20000;
    EXPECT_LE(std::abs(descent.OffSamples(k, kEta, kSteps) - mean), 5 * error) << k;
    refused = refused || std::abs(Descent(wrong).OffSamples(k, kEta, kSteps) - mean) > 5 * error;
  }
  EXPECT_TRUE(refused);
}

TEST_F(ProjectedDescentTest, NoiseIsTheTrace) {
  Eigen::MatrixXd power = Eigen::MatrixXd::Identity(kSamples, kSamples);
  for (int t = 0; t < 3; ++t) power -= kEta * (gram_ * power).eval();
  // Counted: three products of n terms of at most K(x, x) = 13 times kEta.
  EXPECT_NEAR(Descent(mu_).OnNoise(kEta, 3), power.trace() / kSamples, 8 * kSamples * kEps);
  EXPECT_EQ(Descent(mu_).OnNoise(kEta, 0), 1);
}

TEST_F(ProjectedDescentTest, OtherLabels) {
  const ProjectedDescent descent = Descent(mu_), doubled = descent.WithLabels(2 * y_);
  for (int k = 0; k < 3; ++k) {
    const double once = descent.OnSamples(k, kEta, 7), twice = doubled.OnSamples(k, kEta, 7);
    EXPECT_EQ(twice, 2 * once) << k;  // a power of two is exact
    const double start = target_.coefficients()[k];
    EXPECT_NEAR(start - doubled.OffSamples(k, kEta, 7), 2 * (start - descent.OffSamples(k, kEta, 7)), 8 * kEps) << k;
  }
}

TEST_F(ProjectedDescentTest, LargestEigenvalue) {
  const auto from_below = [](const Eigen::MatrixXd& a) {
    const Eigen::VectorXd ones = Eigen::VectorXd::Ones(a.rows());
    return LargestEigenvalueFromBelow(ones, [&](const Eigen::VectorXd& v) -> Eigen::VectorXd { return a * v; });
  };
  const double largest = Descent(mu_).lambda_max();
  const double bound = from_below(gram_);
  // Rounding of products and of the eigenvalue solver, n eps lambda_max each.
  EXPECT_NEAR(bound, largest, 2 * kSamples * kEps * largest);
  // From below also where the two largest are equal, and the start has no part in one of them.
  // Rounding: of the norm, its reciprocal and the two products, 3 entries each.
  EXPECT_NEAR(from_below(Eigen::Vector3d(1, 3, 3).asDiagonal()), 3, 12 * kEps * 3);
}

TEST_F(ProjectedDescentTest, Throws) {
  const ProjectedDescent descent = Descent(mu_);
  EXPECT_THROW(descent.OnSamples(0, 0, 1), std::invalid_argument);
  EXPECT_THROW(descent.OffSamples(0, kEta, -1), std::invalid_argument);
  EXPECT_THROW(descent.WithLabels(Eigen::VectorXd::Zero(3)), std::invalid_argument);
  EXPECT_THROW(Descent(Eigen::VectorXd::Zero(2)), std::invalid_argument);
}

TEST(HalvingTimeTest, OfAnExponential) {
  for (const double rate : {0.3, 0.01, 1e-6}) {
    const auto a = [&](std::int64_t t) { return -4 * std::pow(1 - rate, static_cast<double>(t)); };
    // Linear between steps: late by at most rate^2 / 8 of a step's change, rate.
    EXPECT_NEAR(HalvingTime(a), std::log(0.5) / std::log1p(-rate), rate / 4 + 1e6 * kEps / rate) << rate;
  }
  EXPECT_TRUE(std::isinf(HalvingTime([](std::int64_t t) { return t == 0 ? 1.0 : 0.51; })));
  EXPECT_EQ(LeastPartLeft([](std::int64_t t) { return t == 0 ? -2.0 : 1.5; }), 0.75);
}

TEST(LogarithmicStepsTest, Grid) {
  EXPECT_EQ(LogarithmicSteps(20, 3), (std::vector<std::int64_t>{0, 1, 2, 5, 10, 20}));
  EXPECT_EQ(LogarithmicSteps(1, 8), (std::vector<std::int64_t>{0, 1}));
  EXPECT_THROW(LogarithmicSteps(0, 3), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::harmonics_learning
