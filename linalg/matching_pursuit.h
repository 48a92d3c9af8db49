/// Orthogonal matching pursuit: of the columns of a dictionary D, n x m, those that come next one by one, each the one
/// with the largest |<d, r>| / |d| for the residual r of least squares on those already taken [PatRezKri1993].
///
/// Columns are orthogonalised twice (Gram-Schmidt); one that is within 1e-10 |d| of the span of those taken is left
/// out.  Stops after `most` columns, or when none is left.  Ties go to the first.
///
/// Error of the residuals' squares: conditioned, 1e-12 |y|^2 (matching_pursuit_test).  Cost n m for each column taken.
/// Throws std::invalid_argument for y of another length than the columns, and most < 0.
#ifndef HADAMARD_NTK_LINALG_MATCHING_PURSUIT_H_
#define HADAMARD_NTK_LINALG_MATCHING_PURSUIT_H_

#include <Eigen/Core>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

struct Pursuit {
  std::vector<Eigen::Index> columns;  ///< in their order
  std::vector<double> residuals;      ///< |r|^2 after each
};

inline Pursuit PursueMatches(const Eigen::MatrixXd& dictionary, const Eigen::VectorXd& y, Eigen::Index most) {
  if (y.size() != dictionary.rows() || most < 0) {
    throw std::invalid_argument("PursueMatches: needs " + std::to_string(dictionary.rows()) +
                                " values and most >= 0, got " + std::to_string(y.size()) + " and " +
                                std::to_string(most));
  }
  constexpr double kDependent = 1e-10;
  const Eigen::ArrayXd norms = dictionary.colwise().norm().transpose();
  Eigen::ArrayXd usable = (norms > 0).cast<double>();
  Eigen::MatrixXd basis(y.size(), most);
  Eigen::VectorXd residual = y;
  Pursuit pursuit;
  while (static_cast<Eigen::Index>(pursuit.columns.size()) < most && usable.maxCoeff() > 0) {
    const Eigen::ArrayXd match = (usable > 0).select((dictionary.transpose() * residual).array().abs() / norms, -1);
    Eigen::Index best = 0;
    match.maxCoeff(&best);
    usable[best] = 0;
    const auto taken = basis.leftCols(static_cast<Eigen::Index>(pursuit.columns.size()));
    Eigen::VectorXd direction = dictionary.col(best) / norms[best];
    for (int pass = 0; pass < 2; ++pass) direction -= taken * (taken.transpose() * direction);
    const double length = direction.norm();
    if (length <= kDependent) continue;
    basis.col(taken.cols()) = direction / length;
    residual -= basis.col(taken.cols()) * basis.col(taken.cols()).dot(residual);
    pursuit.columns.push_back(best);
    pursuit.residuals.push_back(residual.squaredNorm());
  }
  return pursuit;
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_MATCHING_PURSUIT_H_
