/// Interpolation from Gram matrices, ridgeless (ntk/kernel_regression.h), with a conditioned bound on its rounding:
///   f = K_* c,   c = K^+ y,   |rounding of f_i| <= 8 n entry_error effective_condition sum_j |K_*ij| |c_j|.
/// K n x n, K_* points x n, y n; K's symmetric part is taken.  Throws what KernelRegression throws.
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_BOUNDED_INTERPOLATION_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_BOUNDED_INTERPOLATION_H_

#include <Eigen/Core>

#include "ntk/kernel_regression.h"

namespace hadamard_ntk::experiments {

struct BoundedInterpolation {
  Eigen::VectorXd f, rounding;
};

inline BoundedInterpolation Interpolate(const Eigen::MatrixXd& gram, const Eigen::MatrixXd& cross_gram,
                                        const Eigen::VectorXd& y, double entry_error) {
  const ntk::KernelRegression regression(0.5 * (gram + gram.transpose()), entry_error);
  const Eigen::VectorXd coefficients = regression.Solve(y).col(0);
  const double bound = 8 * static_cast<double>(y.size()) * entry_error * regression.report().effective_condition;
  return {cross_gram * coefficients, bound * (cross_gram.cwiseAbs() * coefficients.cwiseAbs())};
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_BOUNDED_INTERPOLATION_H_
