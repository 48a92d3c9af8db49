/// Dense blocks of vectors and matrices, for tests of iterations on any vectors.
#ifndef HADAMARD_NTK_LINALG_DENSE_BLOCKS_TESTING_H_
#define HADAMARD_NTK_LINALG_DENSE_BLOCKS_TESTING_H_

#include <Eigen/Dense>
#include <cmath>

#include "linalg/dense_block.h"
#include "linalg/vector_flags.h"

namespace hadamard_ntk::linalg {

/// Entries in [-1, 1] that look random and are the same everywhere; others for another phase.
inline Eigen::MatrixXd Entries(Eigen::Index rows, Eigen::Index columns, double phase = 1) {
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [phase](Eigen::Index i, Eigen::Index j) {
    return std::sin(1e4 * std::sin(phase + static_cast<double>(i) + 100.5 * static_cast<double>(j)));
  });
}

/// Q diag(eigenvalues) Q^T.
inline Eigen::MatrixXd WithEigenvalues(const Eigen::VectorXd& eigenvalues, double phase = 2) {
  const Eigen::Index n = eigenvalues.size();
  const Eigen::MatrixXd q = Eigen::HouseholderQR<Eigen::MatrixXd>(Entries(n, n, phase)).householderQ();
  return q * eigenvalues.asDiagonal() * q.transpose();
}

inline auto ProductWith(const Eigen::MatrixXd& a) {
  return [a](const Dense& v) { return Dense{a * v.values}; };
}

}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_DENSE_BLOCKS_TESTING_H_
