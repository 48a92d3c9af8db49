#include "linsolve/nested_multigrid.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>

#include <Eigen/Dense>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "linalg/dense_blocks_testing.h"

namespace hadamard_ntk::linsolve {
namespace {

using linalg::Entries;

constexpr double kEps = std::numeric_limits<double>::epsilon();
// By how much a cycle of so many sweeps reduces the error for the five-point stencil.
constexpr double kFactor[] = {1, 0.1985, 0.1};

SparseMatrix Kronecker(const SparseMatrix& a, const SparseMatrix& b) {
  std::vector<Eigen::Triplet<double>> entries;
  for (int i = 0; i < a.rows(); ++i) {
    for (SparseMatrix::InnerIterator p(a, i); p; ++p) {
      for (int k = 0; k < b.rows(); ++k) {
        for (SparseMatrix::InnerIterator q(b, k); q; ++q) {
          entries.emplace_back(i * b.rows() + k, p.col() * b.cols() + q.col(), p.value() * q.value());
        }
      }
    }
  }
  SparseMatrix product(a.rows() * b.rows(), a.cols() * b.cols());
  product.setFromTriplets(entries.begin(), entries.end());
  return product;
}

// n entries between two zeros.
SparseMatrix SecondDifference(int n) {
  std::vector<Eigen::Triplet<double>> entries;
  for (int i = 0; i < n; ++i) {
    entries.emplace_back(i, i, 2);
    if (i > 0) entries.emplace_back(i, i - 1, -1);
    if (i + 1 < n) entries.emplace_back(i, i + 1, -1);
  }
  SparseMatrix a(n, n);
  a.setFromTriplets(entries.begin(), entries.end());
  return a;
}

SparseMatrix Interpolation(int coarse) {
  std::vector<Eigen::Triplet<double>> entries;
  for (int i = 0; i < coarse; ++i) {
    entries.emplace_back(2 * i, i, 0.5);
    entries.emplace_back(2 * i + 1, i, 1);
    entries.emplace_back(2 * i + 2, i, 0.5);
  }
  SparseMatrix p(2 * coarse + 1, coarse);
  p.setFromTriplets(entries.begin(), entries.end());
  return p;
}

// The five-point stencil on n x n inner points, n = 2^levels - 1.
struct Poisson {
  explicit Poisson(int levels) {
    const int n = (1 << levels) - 1;
    SparseMatrix identity(n, n);
    identity.setIdentity();
    a = Kronecker(SecondDifference(n), identity) + Kronecker(identity, SecondDifference(n));
    for (int j = 1; j < levels; ++j) {
      const SparseMatrix p = Interpolation((1 << j) - 1);
      prolongations.push_back(Kronecker(p, p));
    }
  }
  SparseMatrix a;
  std::vector<SparseMatrix> prolongations;
};

Eigen::MatrixXd Dense(const NestedMultigrid& b) {
  Eigen::MatrixXd dense(b.size(), b.size());
  for (Eigen::Index i = 0; i < b.size(); ++i) dense.col(i) = b(Eigen::VectorXd::Unit(b.size(), i));
  return dense;
}

// Asymmetry over the largest entry.
double Asymmetry(const Eigen::MatrixXd& b) {
  return (b - b.transpose()).cwiseAbs().maxCoeff() / b.cwiseAbs().maxCoeff();
}

TEST(NestedMultigridTest, IsSymmetricAndNotAboveTheInverse) {
  const Poisson poisson(4);
  for (const int sweeps : {1, 2}) {
    const NestedMultigrid cycle(poisson.a, poisson.prolongations, sweeps);
    const Eigen::MatrixXd b = Dense(cycle), a(poisson.a);
    EXPECT_LE(Asymmetry(b), 225 * kEps);  // counted: sums of at most n terms
    Eigen::MatrixXd spoilt = b;
    spoilt.col(3) *= 1 + 1e-6;
    EXPECT_GT(Asymmetry(spoilt), 225 * kEps);
    // The eigenvalues of B A are those of L^T B L, A = L L^T.
    const Eigen::MatrixXd l = a.llt().matrixL();
    const Eigen::VectorXd eigenvalues = (l.transpose() * b * l).selfadjointView<Eigen::Lower>().eigenvalues();
    EXPECT_LE(eigenvalues.maxCoeff(), 1 + 225 * kEps);
    EXPECT_GE(eigenvalues.minCoeff(), 1 - kFactor[sweeps]);
  }
}

// |I - B A| in the norm of A by the power method: as small on every mesh.
double Contraction(int levels, bool coarse) {
  const Poisson poisson(levels);
  const NestedMultigrid cycle(poisson.a, coarse ? poisson.prolongations : std::vector<SparseMatrix>{});
  Eigen::VectorXd e = Entries(cycle.size(), 1);
  double factor = 0;
  for (int i = 0; i < 30; ++i) {
    const double before = std::sqrt(e.dot(poisson.a * e));
    e -= cycle(Product(poisson.a, e));
    factor = std::sqrt(e.dot(poisson.a * e)) / before;
    e /= e.norm();
  }
  return factor;
}

TEST(NestedMultigridTest, ContractsAlikeOnAllMeshes) {
  for (const int levels : {4, 5, 6, 7})
    EXPECT_NEAR(Contraction(levels, true), kFactor[1], 0.02 * kFactor[1])
        << levels;  // asymptotic: the same for every n
}

TEST(NestedMultigridTest, WithoutCoarserLevelsItIsTheInverse) {
  const Poisson poisson(5);
  const NestedMultigrid cycle(poisson.a, {});
  const Eigen::VectorXd x = Entries(cycle.size(), 1);
  EXPECT_LE((cycle(Product(poisson.a, x)) - x).norm(), 31 * 31 * kEps * x.norm());  // conditioned: |A^-1| |A| < 31^2
}

TEST(NestedMultigridTest, BitsDoNotDependOnThreads) {
  const Poisson poisson(7);
  const NestedMultigrid cycle(poisson.a, poisson.prolongations);
  const Eigen::VectorXd r = Entries(cycle.size(), 1);
  std::vector<Eigen::VectorXd> results;
  for (const std::size_t threads : {1, 2, 3}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    results.push_back(cycle(r));
  }
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
}

TEST(NestedMultigridTest, FaultsAreNamed) {
  const Poisson poisson(4);
  EXPECT_THROW(NestedMultigrid(poisson.a, poisson.prolongations, 0), std::invalid_argument);
  EXPECT_THROW(NestedMultigrid(SparseMatrix(2, 3), {}), std::invalid_argument);
  EXPECT_THROW(NestedMultigrid(SparseMatrix(0, 0), {}), std::invalid_argument);
  EXPECT_THROW(NestedMultigrid(poisson.a, Poisson(5).prolongations), std::invalid_argument);
  SparseMatrix spoilt = poisson.a;
  spoilt.coeffRef(3, 4) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(NestedMultigrid(spoilt, poisson.prolongations), std::invalid_argument);
  EXPECT_THROW(NestedMultigrid(-poisson.a, poisson.prolongations), std::domain_error);
  SparseMatrix shifted = poisson.a;
  for (int i = 0; i < shifted.rows(); ++i) shifted.coeffRef(i, i) -= 1;  // the least eigenvalue is 0.15
  EXPECT_THROW(NestedMultigrid(shifted, poisson.prolongations), std::domain_error);
  const NestedMultigrid cycle(poisson.a, poisson.prolongations);
  EXPECT_THROW(cycle(Eigen::VectorXd::Zero(224)), std::invalid_argument);
  EXPECT_THROW(Product(poisson.a, Eigen::VectorXd::Zero(224)), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
