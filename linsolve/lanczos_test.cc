#include "linsolve/lanczos.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "linalg/dense_blocks_testing.h"

namespace hadamard_ntk::linsolve {
namespace {

using linalg::Dense, linalg::Entries, linalg::ProductWith, linalg::WithEigenvalues;

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr Eigen::Index kSize = 50;

Eigen::MatrixXd BasisOf(const Lanczos<Dense>& lanczos) {
  Eigen::MatrixXd v(kSize, lanczos.size());
  for (int j = 0; j < lanczos.size(); ++j) v.col(j) = lanczos.basis()[static_cast<std::size_t>(j)].values;
  return v;
}

Eigen::MatrixXd VectorsOf(const Lanczos<Dense>& lanczos) {
  Eigen::MatrixXd v(kSize, lanczos.size());
  for (int i = 0; i < lanczos.size(); ++i) v.col(i) = lanczos.Vector(i).values;
  return v;
}

double Worst(const Eigen::MatrixXd& m) { return m.cwiseAbs().maxCoeff(); }

TEST(LanczosTest, AfterAllStepsRitzPairsAreEigenpairs) {
  const Eigen::VectorXd eigenvalues = Eigen::VectorXd::LinSpaced(kSize, -3, 20);
  const Eigen::MatrixXd a = WithEigenvalues(eigenvalues);
  const Lanczos<Dense> lanczos(ProductWith(a), Dense{Entries(kSize, 1)}, kSize);
  ASSERT_EQ(lanczos.size(), kSize);
  const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(kSize, kSize), v = VectorsOf(lanczos);
  EXPECT_LE(Worst(BasisOf(lanczos).transpose() * BasisOf(lanczos) - identity), 100 * kEps);
  EXPECT_LE(Worst(v.transpose() * v - identity), 200 * kEps);
  EXPECT_LE(Worst(lanczos.values() - eigenvalues), 20 * kSize * kEps);             // conditioned: n eps |A|
  EXPECT_LE(Worst(a * v - v * lanczos.values().asDiagonal()), 20 * kSize * kEps);  // conditioned
  EXPECT_GT(Worst(a * v - v * (lanczos.values().array() + 1e-9).matrix().asDiagonal()), 1e-10);  // a planted error
  const Eigen::VectorXd factors = Entries(kSize, 1, 4);
  EXPECT_LE(Worst(lanczos.Sum(factors).values - v * factors), 100 * kEps);
}

// Some eigenvalue is within the error of each Ritz value, and the largest is good long before the last step.
TEST(LanczosTest, ErrorsBound) {
  Eigen::VectorXd eigenvalues = Eigen::VectorXd::LinSpaced(kSize, 0, 1);
  eigenvalues[kSize - 1] = 3;
  const Eigen::MatrixXd a = WithEigenvalues(eigenvalues);
  const Lanczos<Dense> lanczos(ProductWith(a), Dense{Entries(kSize, 1)}, 15);
  ASSERT_EQ(lanczos.size(), 15);
  int useful = 0;
  for (int i = 0; i < 15; ++i) {
    const double distance = (eigenvalues.array() - lanczos.values()[i]).abs().minCoeff();
    EXPECT_LE(distance, lanczos.errors()[i] + 100 * kEps);
    useful += lanczos.errors()[i] < 0.2;
    const Eigen::VectorXd v = lanczos.Vector(i).values;
    EXPECT_NEAR((a * v - lanczos.values()[i] * v).norm(), lanczos.errors()[i], 100 * kEps);
  }
  EXPECT_GT(useful, 5);
  EXPECT_GE(lanczos.values()[14], 3 - 1e-8);  // asymptotic: the gap of 2 gives 15 steps that
  EXPECT_LE(lanczos.values()[14], 3 + 100 * kEps);
}

TEST(LanczosTest, AnInvariantSpaceEndsTheProcess) {
  Eigen::VectorXd eigenvalues = Eigen::VectorXd::Constant(kSize, 2);
  eigenvalues.head(20).setConstant(5);
  eigenvalues.head(6).setConstant(11);
  const Lanczos<Dense> lanczos(ProductWith(WithEigenvalues(eigenvalues)), Dense{Entries(kSize, 1)}, 30);
  ASSERT_EQ(lanczos.size(), 3);  // of a multiple eigenvalue one vector
  EXPECT_LE(Worst(lanczos.values() - Eigen::Vector3d(2, 5, 11)), 11 * kSize * kEps);
}

// M A is symmetric in the product of A: extreme eigenvalues of a preconditioned matrix.
TEST(LanczosTest, AMetricMakesThePreconditionedMatrixSymmetric) {
  const Eigen::MatrixXd a = WithEigenvalues(Eigen::VectorXd::LinSpaced(kSize, 0.5, 10));
  const Eigen::MatrixXd m = WithEigenvalues(Eigen::VectorXd::LinSpaced(kSize, 1, 3), 11), ma = m * a;
  const Lanczos<Dense> lanczos(ProductWith(ma), Dense{Entries(kSize, 1)}, kSize, ProductWith(a));
  Eigen::VectorXd expected = ma.eigenvalues().real();
  std::sort(expected.begin(), expected.end());
  ASSERT_EQ(lanczos.size(), kSize);
  EXPECT_LE(Worst(lanczos.values() - expected), 30 * kSize * 20 * kEps);  // conditioned: n eps |M A| cond(A)
  const Eigen::MatrixXd v = VectorsOf(lanczos);
  EXPECT_LE(Worst(v.transpose() * a * v - Eigen::MatrixXd::Identity(kSize, kSize)), 20 * 100 * kEps);
  // Without the metric the recurrence is not that of a symmetric operator.
  const Lanczos<Dense> wrong(ProductWith(ma), Dense{Entries(kSize, 1)}, kSize);
  EXPECT_GT(Worst(wrong.values() - expected), 1e-3);
}

TEST(LanczosTest, BadArgumentsAreRefused) {
  const auto a = ProductWith(WithEigenvalues(Eigen::VectorXd::LinSpaced(kSize, 1, 2)));
  EXPECT_THROW(Lanczos<Dense>(a, {Entries(kSize, 1)}, 0), std::invalid_argument);
  EXPECT_THROW(Lanczos<Dense>(a, {Entries(kSize, 2)}, 3), std::invalid_argument);
  EXPECT_THROW(Lanczos<Dense>(a, {Eigen::MatrixXd::Zero(kSize, 1)}, 3), std::invalid_argument);
  EXPECT_THROW(Lanczos<Dense>(a, {Entries(kSize, 1) / 0.0}, 3), std::invalid_argument);
  const auto bad = [](const Dense& v) { return Dense{v.values / 0.0}; };
  EXPECT_THROW(Lanczos<Dense>(bad, {Entries(kSize, 1)}, 3), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
