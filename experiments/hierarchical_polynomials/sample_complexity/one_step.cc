#include "experiments/hierarchical_polynomials/sample_complexity/one_step.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "experiments/hierarchical_polynomials/sample_complexity/low_degree_target.h"
#include "models/random.h"

namespace hadamard_ntk::experiments::sample_complexity {
namespace {

using Eigen::Index;

constexpr Index kChunk = 8192;

void RequireQuadratic(const gaussian::HermiteFeatures& basis) {
  if (basis.degree() == 2) return;
  throw std::invalid_argument("one step: the basis must have degree 2, got " + std::to_string(basis.degree()));
}

// Degree 2: weight (2 b_ii + sum_j b_jj) at h_2(x_i), 2 weight b_ij at x_i x_j.  Returns sum_j b_jj.
double AddDegreeTwo(const gaussian::HermiteFeatures& basis, const Eigen::VectorXd& labels, double weight,
                    Eigen::VectorXd& u) {
  const int first = basis.FirstOf(2);
  double trace = 0;
  for (int i = 0; i < basis.d(); ++i) trace += labels(basis.Single(i, 2));
  u.tail(basis.size() - first) = 2 * weight * labels.tail(basis.size() - first);
  for (int i = 0; i < basis.d(); ++i) u(basis.Single(i, 2)) += weight * trace;
  return trace;
}

// (1/m) sum_i y_i h_alpha(x_i) from the sums of y, y x and y x x^T.
Eigen::VectorXd Labels(const gaussian::HermiteFeatures& basis, double m, double sum, const Eigen::VectorXd& first,
                       const Eigen::MatrixXd& second) {
  Eigen::VectorXd labels(basis.size());
  labels(0) = sum / m;
  for (int q = 1; q < basis.size(); ++q) {
    const std::vector<int> alpha = basis.Exponents(q);
    const auto i = std::find_if(alpha.begin(), alpha.end(), [](int a) { return a > 0; });
    const auto j = std::find_if(alpha.rbegin(), alpha.rend(), [](int a) { return a > 0; });
    const Index row = i - alpha.begin(), column = alpha.rend() - j - 1;
    labels(q) = basis.DegreeOf(q) == 1 ? first(row) / m
                : row == column        ? (second(row, row) - sum) / (std::sqrt(2.0) * m)
                                       : second(row, column) / m;
  }
  return labels;
}

}  // namespace

// Units t^2 have the coefficients 1 + s^2; 2 s v_i; 2 v_i v_j and sqrt(2) v_i^2; E s^2 = 1, E s^4 = 3.
Eigen::VectorXd ShiftedStep(const gaussian::HermiteFeatures& basis, const Eigen::VectorXd& labels) {
  RequireQuadratic(basis);
  const double d = basis.d();
  Eigen::VectorXd u = Eigen::VectorXd::Zero(basis.size());
  const double trace = AddDegreeTwo(basis, labels, 2 / (d * (d + 2)), u);
  u(0) = 6 * labels(0) + 2 * std::sqrt(2.0) / d * trace;
  for (int i = 0; i < basis.d(); ++i) {
    u(basis.Single(i, 1)) = 4 / d * labels(basis.Single(i, 1));
    u(basis.Single(i, 2)) += 2 * std::sqrt(2.0) / d * labels(0);
  }
  return u;
}

// Units h_2: sqrt(2) v_i v_j and v_i^2.
Eigen::VectorXd CentredStep(const gaussian::HermiteFeatures& basis, const Eigen::VectorXd& labels) {
  RequireQuadratic(basis);
  const double d = basis.d();
  Eigen::VectorXd u = Eigen::VectorXd::Zero(basis.size());
  AddDegreeTwo(basis, labels, 1 / (d * (d + 2)), u);
  return u;
}

std::vector<StepPoint> TakeOneStep(const gaussian::SpreadFeature& p, const hierarchical::Outer& g, int largest,
                                   std::uint64_t seed, int run) {
  const gaussian::HermiteFeatures basis(p.d(), 2);
  const LowDegreeTarget target(p, g, basis);
  const models::RandomStream stream{seed, models::Purpose::kData,
                                    static_cast<std::uint32_t>(0x80000000u + run * 8192 + p.d())};
  double sum = 0;
  Eigen::VectorXd first = Eigen::VectorXd::Zero(p.d());
  Eigen::MatrixXd second = Eigen::MatrixXd::Zero(p.d(), p.d());
  std::vector<StepPoint> points;
  std::int64_t done = 0;
  for (std::int64_t ratio = 1; ratio <= largest; ratio *= 2) {
    const std::int64_t m = ratio * p.d() * p.d();
    for (; done < m; done = std::min<std::int64_t>(m, done + kChunk)) {
      const hierarchical::Samples s = hierarchical::Draw(p, g, stream, done, std::min<std::int64_t>(kChunk, m - done));
      sum += s.h.sum();
      first.noalias() += s.x.transpose() * s.h;
      second.noalias() += s.x.transpose() * (s.h.asDiagonal() * s.x);
    }
    const Eigen::VectorXd labels = Labels(basis, static_cast<double>(m), sum, first, second);
    points.push_back({static_cast<double>(ratio), m, target.Correlation(ShiftedStep(basis, labels)),
                      target.Correlation(CentredStep(basis, labels))});
  }
  return points;
}

}  // namespace hadamard_ntk::experiments::sample_complexity
