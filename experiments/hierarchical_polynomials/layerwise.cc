#include "experiments/hierarchical_polynomials/layerwise.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/normal_equations.h"

namespace hadamard_ntk::experiments::hierarchical {
namespace {

Eigen::VectorXd Ridge(const char* function, const Eigen::MatrixXd& features, const Eigen::VectorXd& y, double ridge) {
  if (features.rows() != y.size() || !(ridge > 0)) {
    throw std::invalid_argument(std::string(function) + ": needs as many targets as samples and a ridge > 0, got " +
                                std::to_string(y.size()) + ", " + std::to_string(features.rows()) + " and " +
                                fmt::to_string(ridge));
  }
  linalg::NormalEquations equations(features.cols());
  equations.Add(features.rows(), [&](std::ptrdiff_t i, double* row, double* target) {
    for (Eigen::Index j = 0; j < features.cols(); ++j) row[j] = features(i, j);
    *target = y(i);
  });
  return equations.Solve(ridge);
}

// c_m(s) above, for m = 0, ..., k.
std::vector<double> UnitCoefficients(int k, double s) {
  std::vector<double> moments = {1, s};  // E (z + s)^j = s E (z + s)^{j-1} + (j - 1) E (z + s)^{j-2}
  for (int j = 2; j <= k; ++j) {
    moments.push_back(s * moments[static_cast<std::size_t>(j - 1)] +
                      (j - 1) * moments[static_cast<std::size_t>(j - 2)]);
  }
  std::vector<double> c;
  double factor = 1;  // binom(k, m) sqrt(m!)
  for (int m = 0; m <= k; ++m) {
    c.push_back(factor * moments[static_cast<std::size_t>(k - m)]);
    factor *= (k - m) / std::sqrt(m + 1.0);
  }
  return c;
}

}  // namespace

void TrainFeature(models::BottleneckNet<double>& net, const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
                  double ridge) {
  net.parameters().matrix(net.parameters().Find("A1")) = Ridge("TrainFeature", net.Features(x), y, ridge).transpose();
  net.parameters().matrix(net.parameters().Find("C")).setZero();
}

void TrainOuter(models::BottleneckNet<double>& net, const Eigen::MatrixXd& x, const Eigen::VectorXd& y, double ridge) {
  if (x.rows() != y.size()) {
    throw std::invalid_argument("TrainOuter: needs as many targets as samples, got " + std::to_string(y.size()) +
                                " and " + std::to_string(x.rows()));
  }
  const Eigen::VectorXd rest = y - net.Bottleneck(x).col(0);
  net.parameters().matrix(net.parameters().Find("C")) =
      Ridge("TrainOuter", net.OuterFeatures(x), rest, ridge).transpose();
}

Eigen::MatrixXd FeatureCoefficients(const models::BottleneckNet<double>& net, const gaussian::HermiteFeatures& basis) {
  const models::BottleneckNetOptions& options = net.options();
  if (options.inputs != basis.d() || options.power != basis.degree()) {
    throw std::invalid_argument("FeatureCoefficients: the basis must have " + std::to_string(options.inputs) +
                                " variables and degree " + std::to_string(options.power) + ", got " +
                                std::to_string(basis.d()) + " and " + std::to_string(basis.degree()));
  }
  const auto v = net.parameters().matrix(net.parameters().Find("V"));
  const auto s = net.parameters().matrix(net.parameters().Find("s"));
  Eigen::MatrixXd coefficients(basis.size(), options.width);
  std::vector<std::vector<double>> units;
  for (Eigen::Index j = 0; j < options.width; ++j) units.push_back(UnitCoefficients(basis.degree(), s(j)));
  for (int q = 0; q < basis.size(); ++q) {
    const std::vector<int> alpha = basis.Exponents(q);
    double multinomial = 1;  // |alpha|! / alpha!
    int degree = 0;
    for (const int a : alpha) {
      for (int i = 1; i <= a; ++i) multinomial *= static_cast<double>(++degree) / i;
    }
    for (Eigen::Index j = 0; j < options.width; ++j) {
      double product = std::sqrt(multinomial) * units[static_cast<std::size_t>(j)][static_cast<std::size_t>(degree)];
      for (int i = 0; i < basis.d(); ++i) {
        for (int a = 0; a < alpha[static_cast<std::size_t>(i)]; ++a) product *= v(j, i);
      }
      coefficients(q, j) = product;
    }
  }
  return coefficients;
}

double TopVariance(int d, int k) {
  double variance = 1;
  for (int j = 0; j < k; ++j) variance *= (j + 1.0) * (j + 1.0) / (d + 2.0 * j);
  return variance;
}

}  // namespace hadamard_ntk::experiments::hierarchical
