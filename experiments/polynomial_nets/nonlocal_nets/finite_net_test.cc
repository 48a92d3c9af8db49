#include "experiments/polynomial_nets/nonlocal_nets/finite_net.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "experiments/shared/kernel_rate_descent.h"

namespace hadamard_ntk::experiments::nonlocal_nets {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// Three sets of two positions.
MatrixXd Sets() {
  MatrixXd x(6, 2);
  x << 0.5, -0.25, 1, 0.75, -0.5, 0.3, 0.2, 0.9, -1, 0.1, 0.6, -0.7;
  return x;
}

// By a central difference along a fixed direction: error h^2 f''' + eps/h.
TEST(FiniteNetTest, GradientIsThatOfTheOutput) {
  const double h = 1e-5, tolerance = 100 * h * h;
  for (const bool relu : {false, true}) {
    FiniteNet net({.relu = {relu, relu, relu}, .width = 5, .bias = 0.5}, {.seed = 4});
    const VectorXd v = VectorXd::LinSpaced(3, 0.5, 1.5), start = net.parameters();
    VectorXd direction(start.size());
    for (Eigen::Index i = 0; i < start.size(); ++i) direction(i) = std::sin(1.0 + double(i));
    const double slope = net.Gradient(Sets(), v).dot(direction);
    net.parameters() = start + h * direction;
    const double above = net(Sets()).dot(v);
    net.parameters() = start - h * direction;
    const double below = net(Sets()).dot(v);
    EXPECT_NEAR((above - below) / (2 * h), slope, tolerance) << relu;
    EXPECT_GT(std::abs(slope), 100 * tolerance) << relu;
  }
}

TEST(FiniteNetTest, IsCubicWithoutBias) {
  const FiniteNet net({.width = 8}, {.seed = 2}), biased({.width = 8, .bias = 1}, {.seed = 2});
  const VectorXd one = net(Sets()), two = net(2 * Sets());
  EXPECT_LE((two - 8 * one).cwiseAbs().maxCoeff(), 64 * std::numeric_limits<double>::epsilon() * two.norm());
  EXPECT_GT((biased(2 * Sets()) - 8 * biased(Sets())).norm(), 0.01);
}

TEST(FiniteNetTest, TrainingLowersTheLoss) {
  FiniteNet net({.width = 64}, {.seed = 1});
  EXPECT_LT(DescendAtKernelRate("net", net, Sets(), VectorXd::LinSpaced(3, -1, 1), 1000), 0.1);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::nonlocal_nets
