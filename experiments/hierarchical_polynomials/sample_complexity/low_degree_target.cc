#include "experiments/hierarchical_polynomials/sample_complexity/low_degree_target.h"

#include <cmath>
#include <cstddef>
#include <vector>

#include "gaussian/gauss_hermite.h"
#include "gaussian/hermite.h"
#include "gaussian/root_sum.h"

namespace hadamard_ntk::experiments::sample_complexity {
namespace {

// E[h_k^a h_m].
double PowerMoment(int k, int a, int m) {
  const auto rule = gaussian::GaussHermite<double>((k * a + m) / 2 + 1);
  double sum = 0;
  for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
    const double x = rule.nodes[i];
    sum += rule.weights[i] * std::pow(gaussian::Hermite(k, x), a) * gaussian::Hermite(m, x);
  }
  return sum;
}

// E[h h_m(x_i)] of a variable with this sign.
double SingleCoefficient(const gaussian::SpreadFeature& p, const std::vector<double>& g, int m, bool plus) {
  const double d = p.d(), lambda = (plus ? 1 : -1) / std::sqrt(d);
  const gaussian::SpreadFeature rest{p.k, p.plus - plus, p.minus - !plus};
  double sum = 0;
  for (int j = 0; j < static_cast<int>(g.size()); ++j) {
    double binomial = 1;
    for (int a = 0; a <= j; ++a) {
      const double moment = gaussian::FeatureMoment(rest, j - a).Value() * std::pow((d - 1) / d, 0.5 * (j - a));
      sum += g[static_cast<std::size_t>(j)] * binomial * std::pow(lambda, a) * PowerMoment(p.k, a, m) * moment;
      binomial *= static_cast<double>(j - a) / (a + 1);
    }
  }
  return sum;
}

}  // namespace

LowDegreeTarget::LowDegreeTarget(const gaussian::SpreadFeature& p, const hierarchical::Outer& g,
                                 const gaussian::HermiteFeatures& basis)
    : feature(Eigen::VectorXd::Zero(basis.size())), coefficients(Eigen::VectorXd::Zero(basis.size())) {
  const std::vector<gaussian::RootSum> energies = gaussian::DegreeEnergies(p, g.exact);
  gaussian::RootSum all;
  for (const gaussian::RootSum& energy : energies) all = all + energy;
  plateau = gaussian::Plateau(energies, p.k);
  for (std::size_t j = 0; j < g.coefficients.size(); ++j) {
    coefficients(0) += g.coefficients[j] * gaussian::FeatureMoment(p, static_cast<int>(j)).Value();
  }
  for (const bool plus : {true, false}) {
    if ((plus ? p.plus : p.minus) == 0) continue;
    for (int m = 1; m <= p.k; ++m) {
      const double value = SingleCoefficient(p, g.coefficients, m, plus);
      for (int i = plus ? 0 : p.plus; i < (plus ? p.plus : p.d()); ++i) coefficients(basis.Single(i, m)) = value;
    }
    for (int i = plus ? 0 : p.plus; i < (plus ? p.plus : p.d()); ++i) {
      feature(basis.Single(i, p.k)) = (plus ? 1 : -1) / std::sqrt(p.d());
    }
  }
  scale = 1 / std::sqrt(all.Value());
  coefficients *= scale;
  slope = coefficients.dot(feature);
}

double LowDegreeTarget::Error(const Eigen::VectorXd& u) const { return (u - coefficients).squaredNorm() + plateau; }

double LowDegreeTarget::Correlation(const Eigen::VectorXd& u) const {
  const double norm = u.tail(u.size() - 1).norm();
  return norm > 0 ? u.dot(feature) / norm : 0;
}

}  // namespace hadamard_ntk::experiments::sample_complexity
