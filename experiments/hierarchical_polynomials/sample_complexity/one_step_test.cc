#include "experiments/hierarchical_polynomials/sample_complexity/one_step.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <stdexcept>

#include "experiments/hierarchical_polynomials/layerwise.h"
#include "models/bottleneck_net.h"

namespace hadamard_ntk::experiments::sample_complexity {
namespace {

// The step of a net of 200000 units: A1 <- sum_i y_i sigma(V x_i + s) / m, u = A1 sigma(V x + s) / width.  Statistical,
// five standard errors of each coefficient.
TEST(OneStepTest, IsTheStepOfAWideNet) {
  const int width = 200000;
  const models::BottleneckNet<double> net({.inputs = 4, .width = width, .outer_width = 1, .power = 2}, 1);
  const gaussian::HermiteFeatures basis(4, 2);
  std::srand(3);  // Eigen's Random
  const Eigen::VectorXd labels = Eigen::VectorXd::Random(basis.size());
  Eigen::MatrixXd units = hierarchical::FeatureCoefficients(net, basis);
  for (const bool shifted : {true, false}) {
    if (!shifted) {  // (v . x + s)^2 has sqrt(2) h_2(v . x) for its degree 2
      units.topRows(basis.FirstOf(2)).setZero();
      units /= std::sqrt(2.0);
    }
    const Eigen::VectorXd u = shifted ? ShiftedStep(basis, labels) : CentredStep(basis, labels);
    const Eigen::RowVectorXd step = labels.transpose() * units;
    int differ = 0;
    for (int q = 0; q < basis.size(); ++q) {
      const Eigen::ArrayXd terms = (units.row(q).array() * step.array()).transpose();
      const double error = std::sqrt((terms - terms.mean()).square().mean() / width);
      EXPECT_LE(std::abs(terms.mean() - u(q)), 5 * error + 1e-15) << q;
      differ += std::abs(terms.mean() - 1.1 * u(q)) > 5 * error + 1e-15;
    }
    EXPECT_GE(differ, 8);  // control
  }
}

TEST(OneStepTest, LearnsTheFeatureWithManySamples) {
  const gaussian::SpreadFeature p = hierarchical::Feature(2, "balanced", 4, 0);
  const auto points = TakeOneStep(p, hierarchical::Outers().front(), 16384, 1, 0);
  ASSERT_EQ(points.size(), 15u);
  EXPECT_EQ(points[3].m, 8 * 16);
  EXPECT_LT(points.front().centred, 0.9);
  EXPECT_GT(points.back().centred, 0.98);
  EXPECT_GT(points.back().shifted, 0.95);
  EXPECT_LT(points[8].shifted, points[8].centred);
}

TEST(OneStepTest, RejectsAnotherDegree) {
  const gaussian::HermiteFeatures basis(4, 3);
  EXPECT_THROW(ShiftedStep(basis, Eigen::VectorXd::Zero(basis.size())), std::invalid_argument);
  EXPECT_THROW(CentredStep(basis, Eigen::VectorXd::Zero(basis.size())), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::sample_complexity
