#include "experiments/hierarchical_polynomials/test_points.h"

#include <Eigen/Cholesky>
#include <utility>

namespace hadamard_ntk::experiments::hierarchical {

TestPoints::TestPoints(Samples samples, double mean_square, double along_p) : samples_(std::move(samples)) {
  const auto p = samples_.p.array(), h = samples_.h.array();
  Eigen::MatrixXd known(p.size(), 4);  // columns of mean 1
  known << Eigen::VectorXd::Ones(p.size()), (h * h).matrix() / mean_square, (h * p).matrix() / along_p,
      (p * p).matrix();
  const Eigen::Matrix4d products = known.transpose() * known;
  weights_ = known * products.ldlt().solve(Eigen::Vector4d::Ones()) / mean_square;
}

double TestPoints::RelativeError(const Eigen::VectorXd& f) const {
  return (f - samples_.h).array().square().matrix().dot(weights_);
}

}  // namespace hadamard_ntk::experiments::hierarchical
