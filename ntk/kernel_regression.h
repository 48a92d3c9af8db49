/// Kernel regression with an n x n Gram matrix K, and what gradient descent does on the way to it.
///
/// A network in the NTK regime, trained on 1/2 sum_i |f(x_i) - y_i|^2 with learning rate eta and momentum beta, has
///   f_{t+1} = f_t - eta K (f_t - Y) + beta (f_t - f_{t-1}),   f_{-1} = f_0            [LeeEtAl2019, sec. 2.4]
/// on the training points and K_* = K(test, train) in place of the first K elsewhere.  In K's eigenbasis this is a
/// scalar recursion for each eigenvalue lambda, so at any point
///   f_t = f_0 + K_* C_t,   C_t = V diag(g_t(lambda)) V^T (Y - f_0(train)),
/// with g_t = (1 - r_t) / lambda of descent_filter.h, exact for the discrete steps, or of gradient_flow.h for steps
/// that are infinitely small.  t -> infinity is ridgeless regression; the ridge solution takes 1 / (lambda + ridge)
/// instead.
///
/// Directions beyond the rank of K are left out of C, for every ridge and every t.  That changes no prediction: if
/// K v = 0 then v^T K_joint v = 0 for the positive semi-definite K_joint of training and test points, so K_* v = 0,
/// too.  The coefficients (K + ridge I)^{-1} Y have the part v^T Y / ridge along v, which is no part of f; rounding
/// would make it one, of the size noise / ridge without bound as ridge -> 0, and for descent one that grows with t.  An
/// eigenvalue counts as 0 if K's entries and the eigenvalue problem are not known well enough to tell it from 0:
///   lambda <= noise = n eps lambda_max + entry_error trace(K),   |error of K_ij| <= entry_error sqrt(K_ii K_jj).
/// So f is the exact answer for a positive semi-definite matrix within noise of K, continuous as ridge -> 0 or t ->
/// infinity.
///
/// Shapes: K n x n, targets n x outputs, K_* tests x n.  Nothing is added to the diagonal unless asked for by `ridge`.
#ifndef HADAMARD_NTK_NTK_KERNEL_REGRESSION_H_
#define HADAMARD_NTK_NTK_KERNEL_REGRESSION_H_

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <limits>

#include "linalg/vector_flags.h"
#include "ntk/descent_filter.h"

namespace hadamard_ntk::ntk {

class KernelRegression {
 public:
  /// What the Gram matrix is worth numerically.
  struct Report {
    double lambda_min, lambda_max;  ///< eigenvalues of K
    double mean_eigenvalue;         ///< trace(K) / n, the unit of a relative ridge
    double noise;                   ///< eigenvalues up to here are not told from 0
    double condition;               ///< lambda_max / lambda_min, infinity if rank < n
    double effective_condition;     ///< lambda_max / the smallest eigenvalue above noise, 1 if there is none
    int rank;                       ///< eigenvalues above noise
    double entry_error;             ///< as it was given
  };

  /// Factorises K: O(n^3), n^2 doubles of memory.  `entry_error` as above: eps for entries rounded once, (8 d + ...)
  /// eps for those of gram.h, float's eps for a matrix from float.  Throws std::invalid_argument for an empty or
  /// non-square K, one that is not symmetric to 8 max(eps, entry_error) max|K|, or has a NaN, or an entry_error out of
  /// (0, 1); std::domain_error if K has an eigenvalue below -noise, which no kernel gives, or beyond the range of
  /// double.
  explicit KernelRegression(const Eigen::MatrixXd& gram, double entry_error = std::numeric_limits<double>::epsilon());

  int size() const { return static_cast<int>(eigenvalues_.size()); }
  const Report& report() const { return report_; }
  /// In increasing order.
  const Eigen::VectorXd& eigenvalues() const { return eigenvalues_; }
  /// V: column i belongs to eigenvalue i.
  const Eigen::MatrixXd& eigenvectors() const { return eigenvectors_; }

  /// Coefficients of the ridge solution, of least norm among those with its predictions: n x outputs; residual = Y -
  /// f_0(train).  If K has full rank, (K + ridge I)^{-1} residual.  With ridge = 0 the training residual is zero if
  /// Interpolates(), and else that of least squares.  Throws std::invalid_argument for a shape mismatch, NaN, a ridge <
  /// 0 or not finite or so large that lambda_max + ridge rounds to ridge; std::overflow_error if coefficients are
  /// beyond the range of double.
  Eigen::MatrixXd Solve(const Eigen::MatrixXd& residual, double ridge = 0) const;
  bool Interpolates() const { return report_.rank == size(); }
  /// Throws what Solve throws for a bad residual or ridge, in the name of `function`.
  void RequireSolvable(const char* function, const Eigen::MatrixXd& residual, double ridge) const;

  using GradientDescent = ntk::GradientDescent;

  /// Coefficients C_t after `steps` steps of gradient descent: n x outputs.  Any learning rate is followed, a diverging
  /// one too.  Cost O(n^2 outputs), for any t.
  /// Throws std::invalid_argument for a shape mismatch, NaN, steps < 0 or a rate or momentum out of range;
  /// std::overflow_error if the iteration has left the range of double.
  Eigen::MatrixXd Descend(const Eigen::MatrixXd& residual, const GradientDescent& method, std::int64_t steps) const;

  /// Coefficients after the time t >= 0 of gradient flow, df/dt = -K (f - Y): n x outputs.  Throws as Descend.
  Eigen::MatrixXd Flow(const Eigen::MatrixXd& residual, double time) const;

  /// Gradient descent converges for learning rates below this: 2 (1 + beta) / lambda_max; infinity if K = 0.
  double MaxLearningRate(double momentum = 0) const;
  /// 2 / (lambda_min + lambda_max): the bound that Theorem 3 of [WuEtAl2022] prints; fastest for plain descent.
  double FastestLearningRate() const { return 2 / (report_.lambda_min + report_.lambda_max); }

 private:
  /// V diag(filter(lambda)) V^T residual, over the eigenvalues that are counted by the rank.
  Eigen::MatrixXd Filter(const Eigen::MatrixXd& residual, const std::function<double(double)>& filter) const;

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
