#include "linalg/strip_cholesky.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace hadamard_ntk::linalg {
namespace {

/// A well-conditioned matrix: M M^T / n + 1, eigenvalues between 1 and about 5.
Eigen::MatrixXd Definite(int n) {
  std::srand(1);
  const Eigen::MatrixXd m = Eigen::MatrixXd::Random(n, n) * std::sqrt(3.0);
  return m * m.transpose() / n + Eigen::MatrixXd::Identity(n, n);
}

template <class T>
StripMatrix<T> Strips(const Eigen::MatrixXd& a) {
  StripMatrix<T> strips(a.rows());
  constexpr int kRows = kStripRows<T>;
  for (int i = 0; i < strips.strips() * kRows; ++i) {
    for (int j = 0; j < (i / kRows + 1) * kRows; ++j) {
      const bool inside = i < a.rows() && j < a.rows();
      strips.block(i / kRows, j / kRows)[j % kRows * kRows + i % kRows] =
          inside ? static_cast<T>(a(i, j)) : std::numeric_limits<T>::quiet_NaN();
    }
  }
  return strips;
}

/// |A x - b| / (|A| |x|) for the solution.  Conditioned: 4 sqrt(n) eps; |E| is about sqrt(n) eps |A|.
template <class T>
void CheckSolution(int n) {
  const Eigen::MatrixXd a = Definite(n), b = Eigen::MatrixXd::Random(n, 3);
  StripMatrix<T> l = Strips<T>(a);
  double last_share = 0;
  ASSERT_EQ(FactorizeCholesky<T>(l,
                                 [&](double share) {
                                   EXPECT_GT(share, last_share);
                                   last_share = share;
                                 }),
            -1);
  EXPECT_EQ(last_share, 1.0);
  StripVectors<T> v(b);
  SolveCholesky(l, v);
  const Eigen::MatrixXd x = v.Matrix();
  const double bound = 4 * std::sqrt(n) * static_cast<double>(std::numeric_limits<T>::epsilon()) * a.norm() * x.norm();
  EXPECT_LE((a * x - b).norm(), bound) << n;
  // A system that differs a little is told apart.
  Eigen::MatrixXd other = a;
  other(n - 1, 0) += 0.1;
  EXPECT_GT((other * x - b).norm(), bound) << n;
}

TEST(StripCholesky, Solves) {
  for (int n : {1, 31, 64, 65, 200, 700}) {
    CheckSolution<double>(n);
    CheckSolution<float>(n);
  }
}

TEST(StripCholesky, NamesTheFirstBadPivot) {
  Eigen::MatrixXd a = Definite(150);
  a(77, 77) = -1;
  StripMatrix<double> l = Strips<double>(a);
  EXPECT_EQ(FactorizeCholesky(l), 77);
  a(77, 77) = std::numeric_limits<double>::quiet_NaN();
  StripMatrix<float> f = Strips<float>(a);
  EXPECT_EQ(FactorizeCholesky(f), 77);
}

TEST(StripCholesky, IsBitIdenticalForAnyNumberOfThreads) {
  const Eigen::MatrixXd a = Definite(600), b = Eigen::MatrixXd::Random(600, 2);
  std::vector<Eigen::MatrixXd> solutions;
  for (int threads : {1, 2, 7}) {
    const tbb::global_control control(tbb::global_control::max_allowed_parallelism, threads);
    StripMatrix<double> l = Strips<double>(a);
    ASSERT_EQ(FactorizeCholesky(l), -1);
    StripVectors<double> v(b);
    SolveCholesky(l, v);
    solutions.push_back(v.Matrix());
  }
  EXPECT_EQ(solutions[0], solutions[1]);
  EXPECT_EQ(solutions[0], solutions[2]);
}

TEST(StripCholesky, RejectsVectorsOfAnotherSize) {
  StripMatrix<double> l = Strips<double>(Definite(5));
  ASSERT_EQ(FactorizeCholesky(l), -1);
  StripVectors<double> v(4, 1);
  EXPECT_THROW(SolveCholesky(l, v), std::invalid_argument);
}

TEST(StripMatrix, TileProducts) {
  using Matrix = Eigen::MatrixXd;
  constexpr int kRows = kStripRows<double>;
  const Matrix tile = Matrix::Random(kRows, kRows), v = Matrix::Random(kRows, 3);
  Matrix y = Matrix::Ones(kRows, 3), transposed = y;
  AddTileProduct(tile.data(), v.data(), 3, y.data());
  AddTransposedTileProduct(tile.data(), v.data(), 3, transposed.data());
  const double eps = std::numeric_limits<double>::epsilon();  // counted: kRows + 1 roundings of sums below kRows + 1
  EXPECT_LE((y - (tile * v + Matrix::Ones(kRows, 3))).cwiseAbs().maxCoeff(), (kRows + 1) * (kRows + 1) * eps);
  EXPECT_LE((transposed - (tile.transpose() * v + Matrix::Ones(kRows, 3))).cwiseAbs().maxCoeff(),
            (kRows + 1) * (kRows + 1) * eps);
  EXPECT_GT((y - transposed).cwiseAbs().maxCoeff(), 0.1);
}

}  // namespace
}  // namespace hadamard_ntk::linalg
