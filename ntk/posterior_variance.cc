#include "ntk/posterior_variance.h"

#include <cmath>
#include <stdexcept>
#include <string>

#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {
namespace {

void Require(bool condition, const std::string& what) {
  if (!condition) throw std::invalid_argument("PosteriorVariance: " + what);
}

std::string Shape(const Eigen::MatrixXd& m) { return std::to_string(m.rows()) + " x " + std::to_string(m.cols()); }

void RequireValid(const PriorCovariance& prior, const Eigen::MatrixXd& weights, double noise_variance) {
  const Eigen::Index n = prior.train.rows(), tests = prior.cross.rows();
  Require(prior.train.cols() == n, "S(X, X) must be square, got " + Shape(prior.train));
  Require(prior.cross.cols() == n, "S(Z, X) must have " + std::to_string(n) + " columns, got " + Shape(prior.cross));
  Require(prior.diagonal.size() == tests, "there must be " + std::to_string(tests) + " variances S(z, z), got " +
                                              std::to_string(prior.diagonal.size()));
  Require(weights.rows() == n && weights.cols() == tests,
          "weights must be " + std::to_string(n) + " x " + std::to_string(tests) + ", got " + Shape(weights));
  Require(prior.train.allFinite() && prior.cross.allFinite() && prior.diagonal.allFinite() && weights.allFinite(),
          "an entry is not finite");
  Require((prior.train.diagonal().array() >= 0).all() && (prior.diagonal.array() >= 0).all(),
          "S has a negative entry on its diagonal");
  Require(noise_variance >= 0 && std::isfinite(noise_variance),
          "the variance of the noise must be finite and not negative, got " + Describe(noise_variance));
  Require(prior.entry_error > 0 && prior.entry_error < 1,
          "entry_error must be in (0, 1), got " + Describe(prior.entry_error));
}

}  // namespace

PredictionVariance PosteriorVariance(const PriorCovariance& prior, const Eigen::MatrixXd& weights,
                                     double noise_variance) {
  RequireValid(prior, weights, noise_variance);
  const double rounding = static_cast<double>(2 * prior.train.rows() + 8) * std::numeric_limits<double>::epsilon();
  const Eigen::ArrayXd of_noise = noise_variance * weights.colwise().squaredNorm().transpose().array();
  const Eigen::MatrixXd rest = prior.train * weights - 2 * prior.cross.transpose();
  const Eigen::ArrayXd sum =
      prior.diagonal.array() + weights.cwiseProduct(rest).colwise().sum().transpose().array() + of_noise;
  const Eigen::ArrayXd sizes =
      prior.diagonal.array().sqrt() +
      (weights.cwiseAbs().transpose() * prior.train.diagonal().cwiseSqrt()).array();  // sum_i |v_i| sqrt(S_ii)
  PredictionVariance variance;
  variance.error = (rounding + prior.entry_error) * sizes.square() + rounding * of_noise;
  variance.value = sum.max(0.0);
  if (!variance.error.allFinite() || !sum.allFinite()) {
    throw std::overflow_error("PosteriorVariance: the weights are so large that a variance is beyond double");
  }
  for (Eigen::Index i = 0; i < sum.size(); ++i) {
    if (sum[i] >= -variance.error[i]) continue;
    throw std::domain_error("PosteriorVariance: S is not positive semi-definite, the variance at test point " +
                            std::to_string(i) + " is " + Describe(sum[i]));
  }
  return variance;
}

}  // namespace hadamard_ntk::ntk
