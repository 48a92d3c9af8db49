#include "ntk/gram.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <limits>

#include "ntk/correlation.h"
#include "ntk/polynomial_net.h"

namespace {

using hadamard_ntk::ntk::Correlation;
using hadamard_ntk::ntk::Gram;
using hadamard_ntk::ntk::PolynomialNet;

// The vectors r (cos t, sin t) with r = 1 + i/8, t = i/8 for sample i: more samples than fit in a register.
TEST(Gram, IsTheKernelOfEveryPair) {
  constexpr int kCount = 20, kDegree = 3;
  Eigen::MatrixXd x(kCount, 2);
  for (int i = 0; i < kCount; ++i) x.row(i) << (1 + i / 8.0) * std::cos(i / 8.0), (1 + i / 8.0) * std::sin(i / 8.0);
  const PolynomialNet net(kDegree);
  const Eigen::MatrixXd gram = Gram(net, x);
  // Of the angle, for any pair: 8 roundings of a coordinate on each side; of the kernel, the factor 4 + N/2.
  const double eps = std::numeric_limits<double>::epsilon();
  for (int i = 0; i < kCount; ++i) {
    for (int j = 0; j < kCount; ++j) {
      const auto angle = Correlation<double>::FromAngle(std::abs(i - j) / 8.0);
      const double expected = net(1 + i / 8.0, 1 + j / 8.0, angle).ntk;
      EXPECT_NEAR(gram(i, j), expected,
                  (16 + 4 + kDegree / 2.0) * eps * net(1 + i / 8.0, 1 + j / 8.0, Correlation<double>::Equal()).ntk)
          << i << ", " << j;
    }
  }
  EXPECT_NEAR(gram(0, 0), 2 * (kDegree + 1), (4 + kDegree / 2.0) * eps * 2 * (kDegree + 1));
}

}  // namespace
