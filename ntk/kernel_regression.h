#ifndef HADAMARD_NTK_NTK_KERNEL_REGRESSION_H_
#define HADAMARD_NTK_NTK_KERNEL_REGRESSION_H_

#include <Eigen/Core>
#include <cstdint>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::ntk {

/// Kernel regression with an n x n Gram matrix K, and what gradient descent does on the way to it.
///
/// A network in the NTK regime, trained on 1/2 sum_i |f(x_i) - y_i|^2 with learning rate eta and momentum beta, has
///   f_{t+1} = f_t - eta K (f_t - Y) + beta (f_t - f_{t-1}),   f_{-1} = f_0,                       [LeeEtAl2019,
///   sec. 2.4]
/// on the training points and K_* = K(test, train) in place of the first K elsewhere.  In K's eigenbasis this is a
/// scalar recursion for each eigenvalue lambda: with r_t(lambda) the factor left of the initial error,
///   r_0 = 1,  r_1 = 1 - eta lambda,  r_{t+1} = (1 + beta - eta lambda) r_t - beta r_{t-1},
/// so at any point   f_t = f_0 + K_* C_t,   C_t = V diag((1 - r_t(lambda)) / lambda) V^T (Y - f_0(train)),
/// which is exact for the discrete steps, and finite at lambda = 0.  t -> infinity is ridgeless regression; the ridge
/// solution takes 1 / (lambda + ridge) instead.
///
/// Shapes: K n x n, targets n x outputs, K_* tests x n.  Nothing is added to the diagonal unless asked for by `ridge`.
class KernelRegression {
 public:
  /// What the Gram matrix is worth numerically.
  struct Report {
    double lambda_min, lambda_max;  ///< eigenvalues of K
    double condition;               ///< lambda_max / lambda_min, infinity if lambda_min is not positive
    int rank;                       ///< eigenvalues above n eps lambda_max
  };

  /// Factorises K: O(n^3), n^2 doubles of memory.  Throws std::invalid_argument for an empty or non-square K, one that
  /// is not symmetric to 8 eps max|K|, or has a NaN; std::domain_error if K has an eigenvalue below -n eps lambda_max,
  /// which no kernel gives.
  explicit KernelRegression(const Eigen::MatrixXd& gram);

  int size() const { return static_cast<int>(eigenvalues_.size()); }
  const Report& report() const { return report_; }
  /// In increasing order.
  const Eigen::VectorXd& eigenvalues() const { return eigenvalues_; }
  /// V: column i belongs to eigenvalue i.
  const Eigen::MatrixXd& eigenvectors() const { return eigenvectors_; }

  /// Coefficients of the ridge solution, (K + ridge I)^{-1} residual: n x outputs; residual = Y - f_0(train).  ridge =
  /// 0: the solution of least norm, with the directions beyond report().rank left out; then the training residual is
  /// not zero in general, and Interpolates() says so beforehand. Throws std::invalid_argument for a shape mismatch,
  /// NaN, or a ridge < 0 or not finite.
  Eigen::MatrixXd Solve(const Eigen::MatrixXd& residual, double ridge = 0) const;
  bool Interpolates() const { return report_.rank == size(); }

  struct GradientDescent {
    double learning_rate;  ///< eta > 0, for the loss 1/2 sum of squares
    double momentum = 0;   ///< beta in [0, 1)
  };

  /// Coefficients C_t after `steps` steps of gradient descent: n x outputs.  Any learning rate is followed, a diverging
  /// one too.  Cost O(n^2 outputs), for any t.
  /// Throws std::invalid_argument for a shape mismatch, NaN, steps < 0 or a rate or momentum out of range;
  /// std::overflow_error if the iteration has left the range of double.
  Eigen::MatrixXd Descend(const Eigen::MatrixXd& residual, const GradientDescent& method, std::int64_t steps) const;

  /// Gradient descent converges for learning rates below this: 2 (1 + beta) / lambda_max.
  double MaxLearningRate(double momentum = 0) const;
  /// 2 / (lambda_min + lambda_max): the bound that Theorem 3 of [WuEtAl2022] prints; fastest for plain descent.
  double FastestLearningRate() const { return 2 / (report_.lambda_min + report_.lambda_max); }

  /// (1 - r_t(lambda)) / lambda of the header.
  static double DescentFilter(double lambda, const GradientDescent& method, std::int64_t steps);

 private:
  Eigen::MatrixXd Filter(const Eigen::MatrixXd& residual, const Eigen::VectorXd& factors) const;

  Eigen::VectorXd eigenvalues_;
  Eigen::MatrixXd eigenvectors_;
  Report report_;
};

/// f = f_0 + K_* C: tests x outputs.  `initial` is the network's output before training at the test points (the mean
/// predictor of an ensemble has initial = 0).  Throws std::invalid_argument for a shape mismatch.
Eigen::MatrixXd Predict(const Eigen::MatrixXd& cross_gram, const Eigen::MatrixXd& coefficients,
                        const Eigen::MatrixXd& initial);
Eigen::MatrixXd Predict(const Eigen::MatrixXd& cross_gram, const Eigen::MatrixXd& coefficients);

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_KERNEL_REGRESSION_H_
