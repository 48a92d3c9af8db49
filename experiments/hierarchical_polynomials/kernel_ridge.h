/// Kernel ridge regression with a stored Gram matrix: (K + ridge I)^{-1} y by Cholesky (linalg/strip_cholesky.h).
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_RIDGE_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_RIDGE_H_

#include <Eigen/Core>

namespace hadamard_ntk::experiments::hierarchical {

/// K n x n, of which the lower triangle is read.  Empty if K + ridge I is not positive definite to rounding.
Eigen::VectorXd KernelRidge(const Eigen::MatrixXd& gram, double ridge, const Eigen::VectorXd& y);

/// f_j = sum_i c_i K(x_i, z_j): `cross` has a column for each point.
Eigen::VectorXd PredictRidge(const Eigen::MatrixXd& cross, const Eigen::VectorXd& coefficients);

}  // namespace hadamard_ntk::experiments::hierarchical

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_RIDGE_H_
