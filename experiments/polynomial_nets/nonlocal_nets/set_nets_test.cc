#include "experiments/polynomial_nets/nonlocal_nets/set_nets.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>

#include "experiments/polynomial_nets/nonlocal_nets/set_kernels.h"
#include "experiments/shared/kernel_rate_descent.h"
#include "experiments/shared/mean_estimate.h"
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

TEST(SetNetsTest, GradientsAreThoseOfTheOutputs) {
  CheckGradient(ConcatenationNet({.width = 5}, 3), Sets());
  CheckGradient(DeepSetsNet({.width = 5}, {.seed = 3}), Sets());
}

// The NTKs tend to the kernels with 1/m, far below five standard errors of so few nets.
template <class Kernel, class Make>
void CheckKernel(const Kernel& kernel, const Make& make) {
  const MatrixXd x = Sets().topRows(2), z = Sets().middleRows(2, 2);
  const VectorXd one = VectorXd::Ones(1);
  const auto [ntk] = EstimateMeans<1>(20, [&](int draw) {
    const auto net = make(draw);
    return std::array<double, 1>{net.Gradient(x, one).dot(net.Gradient(z, one))};
  });
  const double expected = kernel(x, z);
  EXPECT_LE(std::abs(ntk.mean - expected), 5 * ntk.error);
  EXPECT_GT(std::abs(ntk.mean - 1.3 * expected), 5 * ntk.error);
}

TEST(SetNetsTest, KernelsAreTheirLimits) {
  CheckKernel(ConcatenationKernel(),
              [](int draw) { return ConcatenationNet({.width = 256}, static_cast<std::uint64_t>(draw)); });
  CheckKernel(DeepSetsKernel(), [](int draw) {
    return DeepSetsNet({.width = 256}, {.seed = 1, .stream = static_cast<std::uint32_t>(draw)});
  });
}

TEST(SetNetsTest, TrainingLowersTheLossAndLeavesTheDegree) {
  ConcatenationNet fc({.width = 64}, 1);
  DeepSetsNet deep_sets({.width = 64}, {.seed = 1});
  const VectorXd y = VectorXd::LinSpaced(3, -1, 1);
  EXPECT_LT(DescendAtKernelRate("net", fc, Sets(), y, 300), 0.1);
  EXPECT_LT(DescendAtKernelRate("net", deep_sets, Sets(), y, 300), 0.1);
  // Powers of two scale every operation without rounding.
  EXPECT_EQ(fc(4 * Sets()), 4 * fc(Sets()));
  EXPECT_EQ(deep_sets(4 * Sets()), 4 * deep_sets(Sets()));
  EXPECT_NE(deep_sets(4 * Sets()), 16 * deep_sets(Sets()));
}

}  // namespace
}  // namespace hadamard_ntk::experiments::nonlocal_nets
