#include "experiments/polynomial_nets/multiplicative_filters/filter_net.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "experiments/shared/kernel_rate_descent.h"
#include "experiments/shared/net_gradient_testing.h"

namespace hadamard_ntk::experiments::multiplicative_filters {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd Inputs() {
  MatrixXd x(3, 2);
  x << 0.5, -0.25, 1, 0.75, -0.5, 0.3;
  return x;
}

TEST(FilterNetTest, GradientIsThatOfTheOutput) {
  for (const FilterKind kind : {FilterKind::kRelu, FilterKind::kFourier, FilterKind::kGabor}) {
    for (const int filters : {1, 3}) {
      SCOPED_TRACE(filters);
      CheckGradient(FilterNet({.kind = kind, .filters = filters, .width = 5, .gamma = 0.5}, {.seed = 3}), Inputs());
    }
  }
}

TEST(FilterNetTest, TrainingLowersTheLoss) {
  FilterNet net({.filters = 2, .width = 64}, {.seed = 1});
  const VectorXd y = VectorXd::LinSpaced(3, -1, 1);
  EXPECT_LT(DescendAtKernelRate("net", net, Inputs(), y, 500), 0.01);
  FilterNet same({.filters = 2, .width = 64}, {.seed = 1});
  EXPECT_EQ(DescendAtKernelRate("net", same, Inputs(), y, 0), 1);
}

TEST(FilterNetTest, ReluFiltersAreHomogeneous) {
  const FilterNet net({.kind = FilterKind::kRelu, .filters = 3, .width = 8}, {.seed = 2});
  const VectorXd one = net(Inputs()), two = net(2 * Inputs());
  EXPECT_LE((two - 8 * one).cwiseAbs().maxCoeff(), 64 * std::numeric_limits<double>::epsilon() * two.norm());
}

}  // namespace
}  // namespace hadamard_ntk::experiments::multiplicative_filters
