#include "experiments/shared/kernel_predictor.h"

#include <limits>
#include <utility>

#include "ntk/gram.h"
#include "ntk/kernel_regression.h"

namespace hadamard_ntk::experiments {

Eigen::MatrixXd WideNetwork::Gram(const Eigen::MatrixXd& x) const { return ntk::Gram(kernel, x); }
Eigen::MatrixXd WideNetwork::Gram(const Eigen::MatrixXd& x, const Eigen::MatrixXd& z) const {
  return ntk::Gram(kernel, x, z);
}

WideNetwork MakeWideNetwork(std::string name, const std::string& kernel, const ntk::KernelParameters& parameters) {
  const ntk::AnyKernel made = ntk::AnyKernel::FromName(kernel, parameters);
  return {std::move(name), made.parameters().degree ? *made.parameters().degree : made.parameters().depth.value(),
          made};
}

KernelPredictor::KernelPredictor(WideNetwork network, Eigen::MatrixXd x, const Eigen::MatrixXd& y)
    : network_(std::move(network)), x_(std::move(x)) {
  const Eigen::MatrixXd gram = network_.Gram(x_);
  const ntk::KernelRegression regression(gram);
  coefficients_ = regression.Solve(y);
  rank_ = regression.report().rank;
  condition_ = regression.report().effective_condition;
  training_residual_ = (gram * coefficients_ - y).cwiseAbs().maxCoeff();
}

Eigen::MatrixXd KernelPredictor::operator()(const Eigen::MatrixXd& points) const {
  return network_.Gram(points, x_) * coefficients_;
}

Eigen::MatrixXd KernelPredictor::Magnitude(const Eigen::MatrixXd& points) const {
  return network_.Gram(points, x_).cwiseAbs() * coefficients_.cwiseAbs();
}

double KernelPredictor::RoundingBound(double magnitude) const {
  return 8 * size() * std::numeric_limits<double>::epsilon() * condition_ * magnitude;
}

}  // namespace hadamard_ntk::experiments
