/// Gradient descent at infinite width, seen through harmonics, at any number of steps.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_PROJECTED_DESCENT_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_PROJECTED_DESCENT_H_

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <vector>

namespace hadamard_ntk::experiments::harmonics_learning {

/// Gradient descent of an infinitely wide network, seen through harmonics h_k (harmonic_target.h): of its residual
/// r_t = f* - f_t, f_0 = 0, after any number t of steps,
///   on the samples   (1/n) sum_i h_k(x_i) r_t(x_i),
///   off the samples  <h_k, r_t> = <h_k, f*> - mu_k sum_i h_k(x_i) C_t(i),   f_t = sum_i K(., x_i) C_t(i)
/// (ntk/kernel_regression.h).  The second is exact: by Funk and Hecke a kernel K(<x, z>) with eigenvalues mu_k has
/// E_x[h_k(x) K(<x, z>)] = mu_k h_k(z).  It is the projection over infinitely many held-out points.
///
/// The loss is 1/2 sum_i r(x_i)^2 with rate eta; the mean squared error (1/n) sum_i r(x_i)^2 with rate lr is
/// eta = 2 lr / n.  Factorising K costs O(n^3), then a value O(n).
class ProjectedDescent {
 public:
  /// gram: K(X, X), n x n.  harmonics: h_k(x_i), n x |K|.  mu: one per harmonic.  coefficients: <h_k, f*>.  labels: n.
  /// Throws as KernelRegression, and std::invalid_argument for shapes that do not match.
  ProjectedDescent(const Eigen::MatrixXd& gram, const Eigen::MatrixXd& harmonics, const Eigen::VectorXd& mu,
                   const Eigen::VectorXd& coefficients, const Eigen::VectorXd& labels);

  /// The same samples with other labels for the same f*; no new factorisation.
  ProjectedDescent WithLabels(const Eigen::VectorXd& labels) const;

  double lambda_max() const { return lambda_[lambda_.size() - 1]; }

  /// For the harmonic in column `harmonic`; eta > 0, t >= 0, else std::invalid_argument.
  double OnSamples(Eigen::Index harmonic, double eta, std::int64_t t) const;
  double OffSamples(Eigen::Index harmonic, double eta, std::int64_t t) const;
  /// (1/n) trace (1 - eta K)^t: what is left of labels that are pure noise, the mean of <y, r_t> / <y, y> over them.
  double OnNoise(double eta, std::int64_t t) const;

 private:
  void SetLabels(const Eigen::VectorXd& labels);

  Eigen::VectorXd lambda_;
  Eigen::MatrixXd eigenvectors_;
  Eigen::MatrixXd harmonics_;  // V^T h
  Eigen::VectorXd mu_;
  Eigen::VectorXd coefficients_;
  Eigen::MatrixXd products_;  // (V^T h_k) (V^T y) by entry
};

/// When |a(t)| has fallen to |a(0)| / 2, linear between steps; infinity if not up to kLatestStep.  The first crossing
/// on a grid of times with ratio 2^{1/2} is narrowed to the step: |a| is taken not to fall below and rise again between
/// two of them.
double HalvingTime(const std::function<double(std::int64_t)>& a);
inline constexpr std::int64_t kLatestStep = std::int64_t{1} << 50;

/// The least |a(t) / a(0)| on that grid.
double LeastPartLeft(const std::function<double(std::int64_t)>& a);

/// 0, 1, ... and then `per_decade` in every decade, up to `last`, increasing, last included.
std::vector<std::int64_t> LogarithmicSteps(std::int64_t last, int per_decade);

}  // namespace hadamard_ntk::experiments::harmonics_learning

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_PROJECTED_DESCENT_H_
