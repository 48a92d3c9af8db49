#include "experiments/hierarchical_polynomials/hermite_projections/feature_quadrature.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace hadamard_ntk::experiments::hermite_projections {
namespace {

using gaussian::RootSum;
using gaussian::SpreadFeature;

// Largest error of the |P_j g(p)|^2, over E g(p)^2.
double WorstError(const SpreadFeature& p, const std::vector<double>& g, const gaussian::OuterPolynomial& exact_g) {
  const std::vector<double> energies = FeatureQuadrature(p, 4).Energies(g);
  const std::vector<RootSum> exact = gaussian::DegreeEnergies(p, exact_g);
  double worst = 0, all = 0;
  for (std::size_t j = 0; j < energies.size(); ++j) {
    const double expected = j < exact.size() ? exact[j].Value() : 0;
    worst = std::max(worst, std::abs(energies[j] - expected));
    all += expected;
  }
  return worst / all;
}

TEST(FeatureQuadratureTest, KeepsItsStatedError) {
  for (int k = 1; k <= 4; ++k) {
    for (const SpreadFeature& p : {SpreadFeature{k, 1, 0}, SpreadFeature{k, 1, 1}, SpreadFeature{k, 8, 0},
                                   SpreadFeature{k, 5, 11}, SpreadFeature{k, 500, 500}}) {
      EXPECT_LE(WorstError(p, {0, 0, 0, 0, 1}, {0, 0, 0, 0, 1}), 1e-13) << k << " " << p.d();
      EXPECT_LE(WorstError(p, {1, -2, 0, 1}, {1, -2, 0, 1}), 1e-13) << k << " " << p.d();
      const FeatureQuadrature quadrature(p, 4);
      for (int j = 0; j <= 8; ++j) {
        const double exact = gaussian::FeatureMoment(p, j).Value(),
                     size = gaussian::FeatureMoment(p, j + j % 2).Value();
        EXPECT_LE(std::abs(quadrature.Moment(j) - exact), 1e-13 * size) << k << " " << p.d() << " " << j;
      }
    }
  }
  EXPECT_GT(WorstError({2, 4, 4}, {0, 1e-11, 0, 1}, {0, 0, 0, 1}), 1e-13);  // the control
}

}  // namespace
}  // namespace hadamard_ntk::experiments::hermite_projections
