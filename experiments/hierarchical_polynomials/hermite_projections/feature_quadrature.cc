#include "experiments/hierarchical_polynomials/hermite_projections/feature_quadrature.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "gaussian/gauss_hermite.h"
#include "gaussian/hermite.h"

namespace hadamard_ntk::experiments::hermite_projections {

FeatureQuadrature::FeatureQuadrature(const gaussian::SpreadFeature& p, int q) : q_(q) {
  // Degree 2 k q in x and in z.
  const auto rule = gaussian::GaussHermite<long double>(p.k * q + 1);
  const std::size_t nodes = rule.nodes.size(), powers = static_cast<std::size_t>(q) + 1;
  const long double lambda = 1 / std::sqrt(static_cast<long double>(p.d()));
  for (std::size_t l = 0; l < nodes; ++l) {
    const Complex rho = std::polar(1.0L, 2 * std::numbers::pi_v<long double> * l / nodes);
    const Complex rest = std::sqrt(Complex(1) - rho * rho);
    std::vector<Complex> sums(powers * powers);
    for (std::size_t i = 0; i < nodes; ++i) {
      const long double at_x = lambda * gaussian::Hermite(p.k, rule.nodes[i]);
      for (std::size_t m = 0; m < nodes; ++m) {
        const Complex y = rho * rule.nodes[i] + rest * rule.nodes[m], at_y = lambda * gaussian::Hermite(p.k, y);
        Complex of_a = rule.weights[i] * rule.weights[m];
        for (std::size_t a = 0; a < powers; ++a, of_a *= at_x) {
          Complex term = of_a;
          for (std::size_t b = 0; b < powers; ++b, term *= at_y) sums[a * powers + b] += term;
        }
      }
    }
    const gaussian::JointMoments<Complex> one(
        q, q, [&](int a, int b) { return sums[static_cast<std::size_t>(a) * powers + static_cast<std::size_t>(b)]; });
    moments_.push_back(one.Times(p.plus).Plus(one.Negative().Times(p.minus)));
  }
}

double FeatureQuadrature::Moment(int j) const {
  const int a = std::min(j, q_);
  return static_cast<double>(moments_.front()(a, j - a).real());  // rho = 1: y is x
}

std::vector<double> FeatureQuadrature::Energies(const std::vector<double>& g) const {
  const std::size_t count = moments_.size();
  std::vector<long double> energies(count);
  for (std::size_t l = 0; l < count; ++l) {
    Complex mean = 0;
    for (std::size_t a = 0; a < g.size(); ++a) {
      for (std::size_t b = 0; b < g.size(); ++b) {
        mean += static_cast<long double>(g[a] * g[b]) * moments_[l](static_cast<int>(a), static_cast<int>(b));
      }
    }
    for (std::size_t j = 0; j < count; ++j) {
      const long double angle = -2 * std::numbers::pi_v<long double> * ((j * l) % count) / count;
      energies[j] += (mean * std::polar(1.0L / count, angle)).real();
    }
  }
  return {energies.begin(), energies.end()};
}

}  // namespace hadamard_ntk::experiments::hermite_projections
