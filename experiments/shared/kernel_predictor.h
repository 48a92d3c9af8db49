/// Networks of infinite width, trained to the end with the squared loss: ridgeless kernel regression.
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_KERNEL_PREDICTOR_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_KERNEL_PREDICTOR_H_

#include <Eigen/Core>
#include <string>

#include "ntk/any_kernel.h"

namespace hadamard_ntk::experiments {

/// A network of infinite width, by the name that it has in the tables.
struct WideNetwork {
  std::string name;   ///< "pnn", "pnn_raw", "fc_bias", ...
  int parameter = 0;  ///< degree N, or depth in weight layers
  ntk::AnyKernel kernel;

  Eigen::MatrixXd Gram(const Eigen::MatrixXd& x) const;                            ///< K(X, X)
  Eigen::MatrixXd Gram(const Eigen::MatrixXd& x, const Eigen::MatrixXd& z) const;  ///< K(X, Z)
};

/// Of ntk/any_kernel.h; the parameter is its degree, or its depth.
WideNetwork MakeWideNetwork(std::string name, const std::string& kernel, const ntk::KernelParameters& parameters);

/// What training with the squared loss to the end makes of an infinitely wide network, the mean over initialisations:
///   f(x) = sum_i K(x, x_i) c_i,   c = K(X, X)^+ y,
/// the ridgeless solution; of least norm where K(X, X) is rank-deficient (ntk/kernel_regression.h).  Samples in rows:
/// X n x d, y n x outputs.
/// Throws std::invalid_argument for shapes that do not fit or entries that are not finite.
class KernelPredictor {
 public:
  KernelPredictor(WideNetwork network, Eigen::MatrixXd x, const Eigen::MatrixXd& y);

  /// f at the rows of `points`: points x outputs.
  Eigen::MatrixXd operator()(const Eigen::MatrixXd& points) const;
  /// sum_i |K(x, x_i)| |c_i|: what the rounding of that sum is relative to.
  Eigen::MatrixXd Magnitude(const Eigen::MatrixXd& points) const;
  /// Conditioned bound on the rounding of f at points whose Magnitude is at most `magnitude`: the solution's relative
  /// error 8 n eps condition(), times magnitude.
  double RoundingBound(double magnitude) const;

  const WideNetwork& network() const { return network_; }
  int size() const { return static_cast<int>(x_.rows()); }
  int rank() const { return rank_; }
  bool full_rank() const { return rank_ == size(); }
  /// lambda_max / smallest eigenvalue that counts towards the rank.
  double condition() const { return condition_; }
  const Eigen::MatrixXd& coefficients() const { return coefficients_; }
  /// max |f(x_i) - y_i|: rounding, unless the rank is deficient and y does not lie in the range.
  double training_residual() const { return training_residual_; }

 private:
  WideNetwork network_;
  Eigen::MatrixXd x_;
  Eigen::MatrixXd coefficients_;
  int rank_ = 0;
  double condition_ = 1;
  double training_residual_ = 0;
};

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_KERNEL_PREDICTOR_H_
