/// For tests of small nets with `parameters()` and `Gradient(x, weights)` (kernel_rate_descent.h).
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_NET_GRADIENT_TESTING_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_NET_GRADIENT_TESTING_H_

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>

namespace hadamard_ntk::experiments {

/// Gradient, at three samples, against a central difference along a fixed direction: error h^2 f''' + eps/h.
template <class Net>
void CheckGradient(Net net, const Eigen::MatrixXd& x) {
  const double h = 1e-5, tolerance = 100 * h * h;
  const Eigen::VectorXd v = Eigen::VectorXd::LinSpaced(3, 0.5, 1.5), start = net.parameters();
  Eigen::VectorXd direction(start.size());
  for (Eigen::Index i = 0; i < start.size(); ++i) direction(i) = std::sin(1.0 + double(i));
  const double slope = net.Gradient(x, v).dot(direction);
  net.parameters() = start + h * direction;
  const double above = net(x).dot(v);
  net.parameters() = start - h * direction;
  const double below = net(x).dot(v);
  EXPECT_NEAR((above - below) / (2 * h), slope, tolerance);
  EXPECT_GT(std::abs(slope), 100 * tolerance);
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_NET_GRADIENT_TESTING_H_
