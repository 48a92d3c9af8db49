#include "ntk/kernel_regression.h"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

std::string Shape(const Eigen::MatrixXd& m) { return std::to_string(m.rows()) + " x " + std::to_string(m.cols()); }

void CheckResidual(const char* function, const Eigen::MatrixXd& residual, int size) {
  if (residual.rows() != size) {
    throw std::invalid_argument(std::string(function) + ": residual must have " + std::to_string(size) + " rows, got " +
                                Shape(residual));
  }
  if (!residual.allFinite())
    throw std::invalid_argument(std::string(function) + ": residual has an entry that is not finite");
}

// (g_t, g_{t-1}) -> (g_{t+1}, g_t) is affine: g_{t+1} = (1 + beta - eta lambda) g_t - beta g_{t-1} + eta, for
// g_t = (1 - r_t) / lambda, g_{-1} = g_0 = 0.  Its t-th power by squaring; no division by lambda anywhere.
struct AffineStep {
  // x -> M x + c
  double m00, m01, m10, m11, c0, c1;
};

AffineStep Compose(const AffineStep& a, const AffineStep& b) {  // a after b
  return {a.m00 * b.m00 + a.m01 * b.m10, a.m00 * b.m01 + a.m01 * b.m11,      a.m10 * b.m00 + a.m11 * b.m10,
          a.m10 * b.m01 + a.m11 * b.m11, a.m00 * b.c0 + a.m01 * b.c1 + a.c0, a.m10 * b.c0 + a.m11 * b.c1 + a.c1};
}

}  // namespace

KernelRegression::KernelRegression(const Eigen::MatrixXd& gram) {
  if (gram.rows() == 0 || gram.rows() != gram.cols()) {
    throw std::invalid_argument("KernelRegression: the Gram matrix must be square and not empty, got " + Shape(gram));
  }
  if (!gram.allFinite())
    throw std::invalid_argument("KernelRegression: the Gram matrix has an entry that is not finite");
  const double asymmetry = (gram - gram.transpose()).cwiseAbs().maxCoeff();
  if (asymmetry > 8 * kEps * gram.cwiseAbs().maxCoeff()) {
    throw std::invalid_argument("KernelRegression: the Gram matrix is not symmetric, entries differ by " +
                                std::to_string(asymmetry));
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram);
  if (solver.info() != Eigen::Success) {
    throw std::domain_error("KernelRegression: the eigenvalue iteration did not converge");
  }
  eigenvalues_ = solver.eigenvalues();
  eigenvectors_ = solver.eigenvectors();
  report_.lambda_min = eigenvalues_[0];
  report_.lambda_max = eigenvalues_[size() - 1];
  const double noise = size() * kEps * report_.lambda_max;
  if (!(report_.lambda_min >= -noise)) {
    throw std::domain_error("KernelRegression: the Gram matrix is not positive semi-definite, smallest eigenvalue " +
                            std::to_string(report_.lambda_min) + ", largest " + std::to_string(report_.lambda_max));
  }
  report_.condition =
      report_.lambda_min > 0 ? report_.lambda_max / report_.lambda_min : std::numeric_limits<double>::infinity();
  report_.rank = static_cast<int>((eigenvalues_.array() > noise).count());
}

Eigen::MatrixXd KernelRegression::Filter(const Eigen::MatrixXd& residual, const Eigen::VectorXd& factors) const {
  return eigenvectors_ * (factors.asDiagonal() * (eigenvectors_.transpose() * residual));
}

Eigen::MatrixXd KernelRegression::Solve(const Eigen::MatrixXd& residual, double ridge) const {
  CheckResidual("KernelRegression::Solve", residual, size());
  if (!(ridge >= 0 && std::isfinite(ridge))) {
    throw std::invalid_argument("KernelRegression::Solve: ridge must be finite and not negative, got " +
                                std::to_string(ridge));
  }
  Eigen::VectorXd factors(size());
  for (int i = 0; i < size(); ++i) {
    const bool left_out = ridge == 0 && i < size() - report_.rank;
    factors[i] = left_out ? 0 : 1 / (eigenvalues_[i] + ridge);
  }
  return Filter(residual, factors);
}

double KernelRegression::DescentFilter(double lambda, const GradientDescent& method, std::int64_t steps) {
  const auto [eta, beta] = method;
  if (beta == 0) {
    // (1 - (1 - eta lambda)^t) / lambda.  For eta lambda < 1 without cancellation; beyond, r alternates and there is
    // none.
    const double x = eta * lambda;
    const auto t = static_cast<double>(steps);
    if (std::abs(x) < 1e-300) return eta * t;
    return (x < 1 ? -std::expm1(t * std::log1p(-x)) : 1 - std::pow(1 - x, t)) / lambda;
  }
  AffineStep power = {1, 0, 0, 1, 0, 0};
  AffineStep square = {1 + beta - eta * lambda, -beta, 1, 0, eta, 0};
  for (std::int64_t rest = steps; rest > 0; rest /= 2) {
    if (rest % 2 == 1) power = Compose(square, power);
    square = Compose(square, square);
  }
  return power.c0;
}

Eigen::MatrixXd KernelRegression::Descend(const Eigen::MatrixXd& residual, const GradientDescent& method,
                                          std::int64_t steps) const {
  CheckResidual("KernelRegression::Descend", residual, size());
  if (!(method.learning_rate > 0 && std::isfinite(method.learning_rate))) {
    throw std::invalid_argument("KernelRegression::Descend: learning_rate must be positive and finite, got " +
                                std::to_string(method.learning_rate));
  }
  if (!(method.momentum >= 0 && method.momentum < 1)) {
    throw std::invalid_argument("KernelRegression::Descend: momentum must be in [0, 1), got " +
                                std::to_string(method.momentum));
  }
  if (steps < 0) {
    throw std::invalid_argument("KernelRegression::Descend: steps must not be negative, got " + std::to_string(steps));
  }
  Eigen::VectorXd factors(size());
  for (int i = 0; i < size(); ++i) factors[i] = DescentFilter(eigenvalues_[i], method, steps);
  const Eigen::MatrixXd coefficients = Filter(residual, factors);
  if (!coefficients.allFinite()) {
    throw std::overflow_error("KernelRegression::Descend: learning rate " + std::to_string(method.learning_rate) +
                              " has diverged beyond double after " + std::to_string(steps) + " steps");
  }
  return coefficients;
}

double KernelRegression::MaxLearningRate(double momentum) const { return 2 * (1 + momentum) / report_.lambda_max; }

Eigen::MatrixXd Predict(const Eigen::MatrixXd& cross_gram, const Eigen::MatrixXd& coefficients) {
  if (cross_gram.cols() != coefficients.rows()) {
    throw std::invalid_argument("Predict: cross_gram " + Shape(cross_gram) + " does not fit coefficients " +
                                Shape(coefficients));
  }
  return cross_gram * coefficients;
}

Eigen::MatrixXd Predict(const Eigen::MatrixXd& cross_gram, const Eigen::MatrixXd& coefficients,
                        const Eigen::MatrixXd& initial) {
  if (initial.rows() != cross_gram.rows() || initial.cols() != coefficients.cols()) {
    throw std::invalid_argument("Predict: initial " + Shape(initial) + " does not fit cross_gram " + Shape(cross_gram) +
                                " and coefficients " + Shape(coefficients));
  }
  return Predict(cross_gram, coefficients) + initial;
}

}  // namespace hadamard_ntk::ntk
