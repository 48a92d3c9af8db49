#include "experiments/hierarchical_polynomials/sample_complexity/low_degree_target.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace hadamard_ntk::experiments::sample_complexity {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
// Counted: sums of some 50 products and powers of moments up to 1e3, E y^2 = 1.
constexpr double kRounding = 4096 * kEps;

// |P_j y|^2 by Mehler's formula, exact, knows nothing of single coefficients: were there any products of several
// variables in P_{<=k} y, the sums would differ.
TEST(LowDegreeTargetTest, CoefficientsCarryTheEnergies) {
  for (const int k : {2, 3}) {
    const gaussian::HermiteFeatures basis(6, k);
    for (const std::string signs : {"balanced", "equal", "random"}) {
      const gaussian::SpreadFeature p = hierarchical::Feature(k, signs, 6, 5);
      for (const hierarchical::Outer& g : hierarchical::Outers()) {
        const LowDegreeTarget target(p, g, basis);
        const auto energies = gaussian::DegreeEnergies(p, g.exact);
        for (int j = 0; j <= k; ++j) {
          const int first = basis.FirstOf(j), count = basis.FirstOf(j + 1) - first;
          const double energy = energies[static_cast<std::size_t>(j)].Value() * target.scale * target.scale;
          EXPECT_NEAR(target.coefficients.segment(first, count).squaredNorm(), energy, kRounding)
              << k << signs << g.name;
        }
        EXPECT_NEAR(target.coefficients.squaredNorm(), 1 - target.plateau, kRounding);
        Eigen::VectorXd wrong = target.coefficients;
        wrong(basis.Single(0, k)) += 1e-6;
        EXPECT_GT(std::abs(wrong.squaredNorm() - 1 + target.plateau), kRounding);  // control
      }
    }
  }
}

// (3 + 12/d) p over the root of 15 (d + 4)(d + 8)/d^2, at d = 8.
TEST(LowDegreeTargetTest, KnownTarget) {
  const gaussian::HermiteFeatures basis(8, 2);
  const LowDegreeTarget target(hierarchical::Feature(2, "balanced", 8, 0), hierarchical::Outers().front(), basis);
  EXPECT_NEAR(target.slope, 4.5 / std::sqrt(45), 64 * kEps);
  EXPECT_NEAR(target.plateau, 0.55, 64 * kEps);
  EXPECT_NEAR(target.Error(target.coefficients), 0.55, 64 * kEps);
  EXPECT_NEAR(target.Error(Eigen::VectorXd::Zero(basis.size())), 1, 64 * kEps);
  Eigen::VectorXd u = -2 * target.feature;
  u(0) = 7;
  EXPECT_NEAR(target.Correlation(u), -1, 64 * kEps);
  u(basis.Single(0, 1)) = 2;
  EXPECT_NEAR(target.Correlation(u), -std::sqrt(0.5), 64 * kEps);
  EXPECT_EQ(target.Correlation(Eigen::VectorXd::Unit(basis.size(), 0)), 0);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::sample_complexity
