#include "experiments/hierarchical_polynomials/kernel_ridge.h"

#include <oneapi/tbb/parallel_for.h>

#include "linalg/strip_cholesky.h"
#include "linalg/strip_matrix.h"

namespace hadamard_ntk::experiments::hierarchical {

using Eigen::Index;

Eigen::VectorXd KernelRidge(const Eigen::MatrixXd& gram, double ridge, const Eigen::VectorXd& y) {
  constexpr Index kRows = linalg::kStripRows<double>;
  const Index n = gram.rows();
  linalg::StripMatrix<double> factor(n);
  tbb::parallel_for(Index{0}, factor.strips(), [&](Index s) {
    for (Index t = 0; t <= s; ++t) {
      for (Index j = 0; j < kRows; ++j) {
        for (Index i = 0; i < kRows; ++i) {
          const Index row = s * kRows + i, column = t * kRows + j;
          double& entry = factor.block(s, t)[j * kRows + i];
          entry = row < n && column < n ? gram(row, column) : 0;
          if (row == column) entry += ridge;
        }
      }
    }
  });
  if (linalg::FactorizeCholesky(factor) >= 0) return {};
  linalg::StripVectors<double> coefficients(y);
  linalg::SolveCholesky(factor, coefficients);
  return coefficients.Matrix();
}

Eigen::VectorXd PredictRidge(const Eigen::MatrixXd& cross, const Eigen::VectorXd& coefficients) {
  Eigen::VectorXd f(cross.cols());
  tbb::parallel_for(Index{0}, f.size(), [&](Index j) { f(j) = cross.col(j).dot(coefficients); });
  return f;
}

}  // namespace hadamard_ntk::experiments::hierarchical
