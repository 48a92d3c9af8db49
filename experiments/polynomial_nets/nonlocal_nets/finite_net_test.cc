#include "experiments/polynomial_nets/nonlocal_nets/finite_net.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "experiments/shared/kernel_rate_descent.h"
#include "experiments/shared/net_gradient_testing.h"

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

TEST(FiniteNetTest, GradientIsThatOfTheOutput) {
  for (const bool relu : {false, true}) {
    SCOPED_TRACE(relu);
    CheckGradient(FiniteNet({.relu = {relu, relu, relu}, .width = 5, .bias = 0.5}, {.seed = 4}), Sets());
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
