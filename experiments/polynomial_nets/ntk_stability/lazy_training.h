/// Wide nets trained beside the kernel that is to describe them, and how far they go from it.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_LAZY_TRAINING_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_LAZY_TRAINING_H_

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>

#include "experiments/shared/kernel_predictor.h"
#include "models/hadamard_net.h"
#include "ntk/kernel_regression.h"

namespace hadamard_ntk::experiments::ntk_stability {

/// Samples and test points in rows, on the unit sphere of R^inputs; y = sqrt(2) cos(3 x_1 + x_2), n x 1.
struct LazyData {
  Eigen::MatrixXd x, y, test;
};
LazyData MakeLazyData(int samples, int tests, int inputs, std::uint64_t seed);

/// Full-batch gradient descent of polynomial nets on 1/2 sum_i (f(x_i) - y_i)^2, beside the kernel that is to describe
/// it.  The network is
///   "pnn"             ReLU, normalisation raw, the one for which eq. (1) tends to eq. (2) [WuEtAl2022]
///   "pnn_raw"         the same without activation
///   "pnn_mean_field"  "pnn" with the output times m^-1/2, so f ~ 1/m, trained with m times the rate: a wrong
///                     parameterization, whose kernel has a limit in units of 1/m but does not stay
/// Units: what is said of a kernel below is m K for "pnn_mean_field", K else; the rate likewise.
class LazyProblem {
 public:
  /// Throws std::invalid_argument for an unknown network or degree < 1.
  LazyProblem(const std::string& network, int degree, LazyData data);

  const std::string& network() const { return network_; }
  int degree() const { return degree_; }
  const LazyData& data() const { return data_; }
  /// Of the limiting kernel K at the samples.
  const ntk::KernelRegression& regression() const { return regression_; }
  const Eigen::MatrixXd& gram() const { return gram_; }              ///< K(X, X)
  const Eigen::MatrixXd& cross_gram() const { return cross_gram_; }  ///< K(test, X)

  models::HadamardNet<double> Net(int width, std::uint64_t seed) const;
  /// Of the kernel: m or 1.
  double unit(int width) const;

 private:
  std::string network_;
  int degree_;
  LazyData data_;
  Eigen::MatrixXd gram_, cross_gram_;
  ntk::KernelRegression regression_;
};

struct LazyOptions {
  /// Learning rate over 2 / (lambda_min(K) + lambda_max(K)), the limit that Theorem 3 prints; lambda_max(K_0) takes the
  /// place of lambda_max(K) for a net where that is larger.  It is meant for the sum of half squares; for the mean of
  /// squares over n samples the same steps have the rate times n / 2.
  double rate_over_limit = 0.5;
  double loss_factor = 1e-6;  ///< train until loss <= loss_factor times the initial one
  std::int64_t max_steps = 100000;
};

inline constexpr double kRiseFloor = 1e-6;  ///< below, roundings of f could be seen

/// One net of width m, trained for T steps.  Distances are root mean squares over the test points between f_T and
///   regression   f_0 + K(., X) K^{-1} (y - f_0(X)), the end (t = infinity) of training with the limiting kernel
///   dynamics     the same after the T discrete steps
///   linearized   the same after T steps with the net's own K_0 in place of K
///   mean         K(., X) K^{-1} y, the mean of `regression` over initialisations
struct LazyRun {
  std::string network;
  int degree = 0, width = 0, draw = 0;
  std::int64_t steps = 0;
  double initial_loss = 0, final_loss = 0;
  double largest_rise = 0;    ///< the largest L_{t+1} / L_t with L_{t+1} > kRiseFloor L_0
  double drift = 0;           ///< the largest |K_t - K_0|_F at t = 1, ..., 16, then every 16th part of t, and T
  double relative_drift = 0;  ///< over |K_0|_F
  double kernel_norm = 0;     ///< |K|_F of the limiting kernel
  double kernel_error = 0;    ///< |K_0 - K|_F
  /// Eq. (4) with the least constants that its proof allows for this net [LeeEtAl2019, theorem G.1]: 6 Q^3 R_0 /
  /// (lambda_min(K) sqrt(m)), with Q = |J_0|_F = sqrt(tr K_0), which bounds the Jacobian, and R_0 = |f_0(X) - y|.
  double bound = 0;
  double bound_without_q = 0;  ///< with Q = 1: below any that the theorem states
  double to_regression = 0, to_dynamics = 0, to_linearized = 0, to_mean = 0;
};

/// Throws linalg::Diverged if the loss runs away; std::domain_error if max_steps do not bring it down.
LazyRun TrainLazily(const LazyProblem& problem, int width, int draw, std::uint64_t seed, const LazyOptions& options);

/// What becomes of a net trained for `steps` steps with rate_over_stable times 2 / lambda_max(K_0), the largest rate at
/// which its linearization does not diverge.
struct FastRun {
  double rate_over_stable = 0;
  double largest_rise = 0;  ///< as in LazyRun
  std::optional<std::int64_t> diverged_at{};
};
FastRun TrainFast(const LazyProblem& problem, int width, std::uint64_t seed, double rate_over_stable,
                  std::int64_t steps);

}  // namespace hadamard_ntk::experiments::ntk_stability

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_LAZY_TRAINING_H_
