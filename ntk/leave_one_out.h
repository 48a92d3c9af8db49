/// The leave-one-out error of kernel regression, from one factorisation of K instead of n.
///
/// f^{(-i)} is the ridge solution without sample i, from the start f_0 (kernel_regression.h); its error there is
///   e_i = y_i - f^{(-i)}(x_i) = alpha_i / B_ii,   B = (K + ridge I)^{-1},   alpha = B (Y - f_0(train))
/// [RasWil2006, eq. 5.12], since the block inverse has the Schur complement B_ii^{-1} = K_ii + ridge - k_i^T
/// (K_{-i} + ridge I)^{-1} k_i.  In K's eigenbasis (lambda_j, v_j), with any common factor of the w_j,
///   e_i = sum_j w_j v_ij (v_j^T (Y - f_0)) / sum_j w_j v_ij^2,   w_j = 1 / (lambda_j + ridge).
/// With an eigenvalue 0 (of the Gram matrix that kernel_regression.h takes for K) and ridge -> 0 its directions alone
/// are left, if x_i has a part in them: f(x_i) is then determined by the other samples.  A sample whose part in them is
/// within the error of the eigenvectors, noise / (the smallest eigenvalue above noise), has none.
///
/// A sample alone is predicted f_0.  Repeated rows are samples of their own: each is predicted by its copies.
///
/// Error: conditioned, 50 n eps lambda_max / (the smallest lambda + ridge that counts), relative to the largest |e|.
/// Throws std::invalid_argument for a residual that is not n x outputs and finite or a ridge < 0 or not finite or so
/// large that lambda_max + ridge rounds to it.
#ifndef HADAMARD_NTK_NTK_LEAVE_ONE_OUT_H_
#define HADAMARD_NTK_NTK_LEAVE_ONE_OUT_H_

#include <Eigen/Core>

#include "ntk/kernel_regression.h"

namespace hadamard_ntk::ntk {

/// e, n x outputs; `residual` is Y - f_0(train), as for KernelRegression::Solve.  O(n^2 outputs).
Eigen::MatrixXd LeaveOneOutErrors(const KernelRegression& regression, const Eigen::MatrixXd& residual,
                                  double ridge = 0);

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_LEAVE_ONE_OUT_H_
