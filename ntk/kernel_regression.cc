#include "ntk/kernel_regression.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "ntk/gradient_flow.h"
#include "ntk/scalar.h"

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

}  // namespace

KernelRegression::KernelRegression(const Eigen::MatrixXd& gram, double entry_error) {
  if (gram.rows() == 0 || gram.rows() != gram.cols()) {
    throw std::invalid_argument("KernelRegression: the Gram matrix must be square and not empty, got " + Shape(gram));
  }
  if (!gram.allFinite())
    throw std::invalid_argument("KernelRegression: the Gram matrix has an entry that is not finite");
  if (!(entry_error > 0 && entry_error < 1)) {
    throw std::invalid_argument("KernelRegression: entry_error must be in (0, 1), got " + Describe(entry_error));
  }
  const double asymmetry = (gram - gram.transpose()).cwiseAbs().maxCoeff();
  if (asymmetry > 8 * std::max(kEps, entry_error) * gram.cwiseAbs().maxCoeff()) {
    throw std::invalid_argument("KernelRegression: the Gram matrix is not symmetric, entries differ by " +
                                Describe(asymmetry));
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram);
  if (solver.info() != Eigen::Success) {
    throw std::domain_error("KernelRegression: the eigenvalue iteration did not converge");
  }
  eigenvalues_ = solver.eigenvalues();
  eigenvectors_ = solver.eigenvectors();
  report_.entry_error = entry_error;
  report_.lambda_min = eigenvalues_[0];
  report_.lambda_max = eigenvalues_[size() - 1];
  report_.mean_eigenvalue = (eigenvalues_ / size()).sum();
  if (!eigenvalues_.allFinite()) {
    throw std::domain_error("KernelRegression: the Gram matrix has an eigenvalue beyond the range of double");
  }
  report_.noise = size() * (kEps * report_.lambda_max + std::numeric_limits<double>::denorm_min()) +
                  (entry_error * eigenvalues_).sum();
  if (!(report_.lambda_min >= -report_.noise)) {
    throw std::domain_error("KernelRegression: the Gram matrix is not positive semi-definite, smallest eigenvalue " +
                            Describe(report_.lambda_min) + ", largest " + Describe(report_.lambda_max));
  }
  report_.rank = static_cast<int>((eigenvalues_.array() > report_.noise).count());
  report_.effective_condition = report_.rank > 0 ? report_.lambda_max / eigenvalues_[size() - report_.rank] : 1;
  report_.condition = Interpolates() ? report_.effective_condition : std::numeric_limits<double>::infinity();
}

Eigen::MatrixXd KernelRegression::Filter(const Eigen::MatrixXd& residual,
                                         const std::function<double(double)>& filter) const {
  const auto kept = eigenvectors_.rightCols(report_.rank);
  const Eigen::VectorXd factors = eigenvalues_.tail(report_.rank).unaryExpr(filter);
  return kept * (factors.asDiagonal() * (kept.transpose() * residual));
}

void KernelRegression::RequireSolvable(const char* function, const Eigen::MatrixXd& residual, double ridge) const {
  CheckResidual(function, residual, size());
  if (!(ridge >= 0 && std::isfinite(ridge))) {
    throw std::invalid_argument(std::string(function) + ": ridge must be finite and not negative, got " +
                                Describe(ridge));
  }
  if (report_.rank > 0 && !(report_.lambda_max + ridge > ridge && std::isfinite(report_.lambda_max + ridge))) {
    throw std::invalid_argument(std::string(function) + ": ridge must not drown K, whose largest eigenvalue is " +
                                Describe(report_.lambda_max) + ", got " + Describe(ridge));
  }
}

Eigen::MatrixXd KernelRegression::Solve(const Eigen::MatrixXd& residual, double ridge) const {
  RequireSolvable("KernelRegression::Solve", residual, ridge);
  const Eigen::MatrixXd coefficients = Filter(residual, [ridge](double lambda) { return 1 / (lambda + ridge); });
  if (!coefficients.allFinite()) {
    throw std::overflow_error(
        "KernelRegression::Solve: K is so small that coefficients are beyond the range of double,"
        " its smallest eigenvalue that counts is " +
        Describe(eigenvalues_[size() - report_.rank]));
  }
  return coefficients;
}

Eigen::MatrixXd KernelRegression::Descend(const Eigen::MatrixXd& residual, const GradientDescent& method,
                                          std::int64_t steps) const {
  CheckResidual("KernelRegression::Descend", residual, size());
  DescentFilter(0, method, steps);  // throws if there is no such method, whatever the rank
  const Eigen::MatrixXd coefficients =
      Filter(residual, [&](double lambda) { return DescentFilter(lambda, method, steps); });
  if (!coefficients.allFinite()) {
    throw std::overflow_error("KernelRegression::Descend: learning rate " + Describe(method.learning_rate) +
                              " has diverged beyond double after " + std::to_string(steps) + " steps");
  }
  return coefficients;
}

Eigen::MatrixXd KernelRegression::Flow(const Eigen::MatrixXd& residual, double time) const {
  CheckResidual("KernelRegression::Flow", residual, size());
  FlowFilter(0, time);  // throws if there is no such time, whatever the rank
  const Eigen::MatrixXd coefficients = Filter(residual, [time](double lambda) { return FlowFilter(lambda, time); });
  if (!coefficients.allFinite()) {
    throw std::overflow_error("KernelRegression::Flow: coefficients are beyond the range of double at time " +
                              Describe(time));
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
