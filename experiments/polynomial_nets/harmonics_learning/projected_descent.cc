#include "experiments/polynomial_nets/harmonics_learning/projected_descent.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "ntk/descent_filter.h"
#include "ntk/kernel_regression.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::experiments::harmonics_learning {
namespace {

constexpr int kGridPerOctave = 2;

// 1, 2, ..., then by factors of 2^{1/2}.
std::int64_t NextOnGrid(std::int64_t t) {
  return std::max(t + 1, static_cast<std::int64_t>(static_cast<double>(t) * std::exp2(1.0 / kGridPerOctave)));
}

void Check(const char* function, double eta, std::int64_t t) {
  if (eta > 0 && std::isfinite(eta) && t >= 0) return;
  throw std::invalid_argument(std::string("ProjectedDescent::") + function + ": needs eta > 0 and t >= 0, got eta = " +
                              ntk::Describe(eta) + ", t = " + std::to_string(t));
}

// Directions beyond the rank of K have lambda = 0 here, and do not learn.
double Filter(double lambda, double eta, std::int64_t t) {
  return lambda > 0 ? ntk::DescentFilter(lambda, {.learning_rate = eta}, t) : 0;
}

}  // namespace

ProjectedDescent::ProjectedDescent(const Eigen::MatrixXd& gram, const Eigen::MatrixXd& harmonics,
                                   const Eigen::VectorXd& mu, const Eigen::VectorXd& coefficients,
                                   const Eigen::VectorXd& labels)
    : mu_(mu), coefficients_(coefficients) {
  if (harmonics.rows() != gram.rows() || mu.size() != harmonics.cols() || coefficients.size() != harmonics.cols()) {
    throw std::invalid_argument("ProjectedDescent: harmonics " + std::to_string(harmonics.rows()) + " x " +
                                std::to_string(harmonics.cols()) + ", " + std::to_string(mu.size()) +
                                " eigenvalues and " + std::to_string(coefficients.size()) +
                                " coefficients do not fit together and to " + std::to_string(gram.rows()) + " samples");
  }
  const ntk::KernelRegression regression(gram);
  lambda_ = regression.eigenvalues();
  lambda_.head(regression.size() - regression.report().rank).setZero();
  eigenvectors_ = regression.eigenvectors();
  harmonics_ = eigenvectors_.transpose() * harmonics;
  SetLabels(labels);
}

void ProjectedDescent::SetLabels(const Eigen::VectorXd& labels) {
  if (labels.size() != lambda_.size()) {
    throw std::invalid_argument("ProjectedDescent: needs one label per sample, got " + std::to_string(labels.size()) +
                                " for " + std::to_string(lambda_.size()));
  }
  const Eigen::VectorXd y = eigenvectors_.transpose() * labels;
  products_ = y.asDiagonal() * harmonics_;
}

ProjectedDescent ProjectedDescent::WithLabels(const Eigen::VectorXd& labels) const {
  ProjectedDescent other(*this);
  other.SetLabels(labels);
  return other;
}

double ProjectedDescent::OnSamples(Eigen::Index harmonic, double eta, std::int64_t t) const {
  Check("OnSamples", eta, t);
  double sum = 0;
  for (Eigen::Index i = 0; i < lambda_.size(); ++i) {
    sum += products_(i, harmonic) * (1 - lambda_[i] * Filter(lambda_[i], eta, t));
  }
  return sum / static_cast<double>(lambda_.size());
}

double ProjectedDescent::OffSamples(Eigen::Index harmonic, double eta, std::int64_t t) const {
  Check("OffSamples", eta, t);
  double sum = 0;
  for (Eigen::Index i = 0; i < lambda_.size(); ++i) sum += products_(i, harmonic) * Filter(lambda_[i], eta, t);
  return coefficients_[harmonic] - mu_[harmonic] * sum;
}

double ProjectedDescent::OnNoise(double eta, std::int64_t t) const {
  Check("OnNoise", eta, t);
  double sum = 0;
  for (const double lambda : lambda_) sum += 1 - lambda * Filter(lambda, eta, t);
  return sum / static_cast<double>(lambda_.size());
}

double HalvingTime(const std::function<double(std::int64_t)>& a) {
  const double half = std::abs(a(0)) / 2;
  std::int64_t before = 0;
  for (std::int64_t t = 1; t <= kLatestStep; t = NextOnGrid(t)) {
    if (std::abs(a(t)) > half) {
      before = t;
      continue;
    }
    std::int64_t after = t;
    while (after - before > 1) {
      const std::int64_t middle = before + (after - before) / 2;
      (std::abs(a(middle)) <= half ? after : before) = middle;
    }
    const double above = std::abs(a(before)) - half, below = half - std::abs(a(after));
    return static_cast<double>(before) + (above + below > 0 ? above / (above + below) : 1);
  }
  return std::numeric_limits<double>::infinity();
}

double LeastPartLeft(const std::function<double(std::int64_t)>& a) {
  const double start = std::abs(a(0));
  double least = 1;
  for (std::int64_t t = 1; t <= kLatestStep; t = NextOnGrid(t)) least = std::min(least, std::abs(a(t)) / start);
  return least;
}

std::vector<std::int64_t> LogarithmicSteps(std::int64_t last, int per_decade) {
  if (last < 1 || per_decade < 1) {
    throw std::invalid_argument("LogarithmicSteps: last and per_decade must be at least 1, got " +
                                std::to_string(last) + " and " + std::to_string(per_decade));
  }
  std::vector<std::int64_t> steps = {0};
  for (int j = 0;; ++j) {
    const auto t = static_cast<std::int64_t>(std::llround(std::pow(10.0, static_cast<double>(j) / per_decade)));
    if (t >= last) break;
    if (t > steps.back()) steps.push_back(t);
  }
  steps.push_back(last);
  return steps;
}

}  // namespace hadamard_ntk::experiments::harmonics_learning
