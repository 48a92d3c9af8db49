#include "experiments/hierarchical_polynomials/kernel_ridge.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <limits>

namespace hadamard_ntk::experiments::hierarchical {
namespace {

// Conditioned: 4 n eps |A| |A^-1|, against Eigen.
TEST(KernelRidgeTest, SolvesTheSystem) {
  const Eigen::Index n = 37;
  const Eigen::MatrixXd a = Eigen::MatrixXd::Random(n, n), gram = a * a.transpose();
  const Eigen::VectorXd y = Eigen::VectorXd::Random(n);
  const double ridge = 0.5, condition = (gram.norm() + ridge) / ridge;
  const Eigen::MatrixXd system = gram + ridge * Eigen::MatrixXd::Identity(n, n);
  const Eigen::VectorXd expected = system.llt().solve(y), found = KernelRidge(gram, ridge, y);
  const double bound = 4 * static_cast<double>(n) * std::numeric_limits<double>::epsilon() * condition * y.norm();
  ASSERT_EQ(found.size(), n);
  EXPECT_LE((found - expected).norm(), bound);
  EXPECT_GT((KernelRidge(gram, 2 * ridge, y) - expected).norm(), bound);
  EXPECT_LE((PredictRidge(gram, found) + ridge * found - y).norm(), bound * gram.norm());
  EXPECT_EQ(KernelRidge(-gram, ridge, y).size(), 0);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::hierarchical
