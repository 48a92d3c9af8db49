#include "experiments/shared/bounded_interpolation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hadamard_ntk::experiments {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

// K = (x z)^2 + x z / 8 on a line, of rank 2 at three samples, spans a x^2 + b x.
TEST(BoundedInterpolationTest, RecoversWhatTheKernelSpansWithinItsBound) {
  const Eigen::VectorXd x{{1, 2, -1}}, at{{3, -4}};
  const auto gram = [](const Eigen::VectorXd& u, const Eigen::VectorXd& v) {
    const Eigen::MatrixXd inner = u * v.transpose();
    return Eigen::MatrixXd(inner.cwiseProduct(inner) + 0.125 * inner);
  };
  const Eigen::VectorXd y = x.cwiseProduct(x) + 0.3 * x, expected = at.cwiseProduct(at) + 0.3 * at;
  const BoundedInterpolation p = Interpolate(gram(x, x), gram(at, x), y, kEps);
  for (Eigen::Index i = 0; i < 2; ++i) {
    EXPECT_LE(std::abs(p.f(i) - expected(i)), p.rounding(i)) << i;
    // Conditioned: of 18 and 2.4, times n and a condition of less than 1e3.
    EXPECT_LE(p.rounding(i), 8 * 3 * kEps * 1e3 * 1e2) << i;
  }
  // Control: a label wrong by 1e-6 is outside of the bound.
  const Eigen::VectorXd wrong = y + 1e-6 * Eigen::VectorXd::Unit(3, 1);
  const BoundedInterpolation other = Interpolate(gram(x, x), gram(at, x), wrong, kEps);
  EXPECT_GT(std::abs(other.f(0) - expected(0)), other.rounding(0));
}

}  // namespace
}  // namespace hadamard_ntk::experiments
