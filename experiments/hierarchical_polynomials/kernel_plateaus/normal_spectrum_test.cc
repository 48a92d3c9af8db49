#include "experiments/hierarchical_polynomials/kernel_plateaus/normal_spectrum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "experiments/hierarchical_polynomials/kernel_plateaus/contenders.h"
#include "gaussian/hierarchical_polynomial.h"

namespace hadamard_ntk::experiments::kernel_plateaus {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

std::vector<double> CubeEnergies(int d) {
  std::vector<double> energies;
  for (const auto& energy : gaussian::DegreeEnergies({2, d / 2, d / 2}, {0, 0, 0, 1}))
    energies.push_back(energy.Value());
  return energies;
}

// By the second road: P_2 of s^3 on the sphere is its part along s, s = p / |x|^2, and E |x|^{2j} is known.
TEST(HarmonicEnergiesTest, CubeOfABalancedQuadraticHasDegreesTwoAndSix) {
  for (const int d : {4, 8, 16, 40}) {
    const auto radial = [d](int j) {
      double moment = 1;
      for (int i = 0; i < j; ++i) moment *= d + 2 * i;
      return moment;
    };
    const double fourth = gaussian::FeatureMoment({2, d / 2, d / 2}, 4).Value() / radial(4), second = 1 / radial(2);
    const double along_s = radial(6) * fourth * fourth / second, all = 15 * (d + 4.0) * (d + 8) / d / d;
    const std::vector<double> energies = HarmonicEnergies(CubeEnergies(d), d);
    ASSERT_EQ(energies.size(), 7u);
    EXPECT_NEAR(energies[2], along_s, 64 * kEps * along_s) << d;
    EXPECT_NEAR(energies[4], 0, 64 * kEps * all) << d;
    EXPECT_NEAR(energies[2] + energies[6], all, 64 * kEps * all) << d;
    EXPECT_GT(std::abs(energies[2] - CubeEnergies(d)[2]), 1) << "the Hermite degree is not the harmonic one";
  }
}

TEST(HarmonicEnergiesTest, RefusesWhatNoHomogeneousFunctionHas) {
  EXPECT_THROW(HarmonicEnergies({0, 0, 1, 0, 0, 0, 0}, 8), std::domain_error);  // |x|^4 x_1 x_2 has degree 6, too
  EXPECT_THROW(HarmonicEnergies({0, 1, 0}, 8), std::domain_error);
}

// 1 + 2 <x, z>/d + <x, z>^2/d^2: x_i has the eigenvalue 2/d, x_i x_j 2/d^2.
TEST(NormalProblemTest, QuadraticKernel) {
  for (const int d : {4, 8, 32}) {
    const auto problem = NormalProblem(Contenders(2, 3, d)[0].value, d, HarmonicEnergies(CubeEnergies(d), d));
    const std::vector<double> expected = {2.0 / d, 2.0 / d / d};
    for (int l = 1; l <= 2; ++l) {
      const double multiplicity = l == 1 ? d : (d + 2) * (d - 1) / 2.0;
      double sum = 0;
      for (const auto& space : problem.eigenspaces()) {
        if (space.multiplicity == multiplicity) sum += space.mu;
      }
      const double error = std::abs(sum / expected[static_cast<std::size_t>(l - 1)] - 1);
      EXPECT_LE(error, 2e4 * kEps) << d << " " << l;
      EXPECT_GT(std::abs(sum * 2 / expected[static_cast<std::size_t>(l - 1)] - 1), 2e4 * kEps);
    }
    double power = 0, above = 0;
    for (const auto& space : problem.eigenspaces()) {
      power += space.target_power;
      if (space.multiplicity > (d + 2) * (d - 1) / 2.0) above += space.mu;
    }
    EXPECT_NEAR(power, 1, 2e4 * kEps);
    EXPECT_EQ(above, 0) << "a polynomial kernel has no degree above its own";
    EXPECT_EQ(problem.tail(), 0);
  }
}

// All eigenvalues add up to E K(x, x): 3 weight layers give 3 E |(x / sqrt(d), 1)|^2 = 6.
TEST(NormalProblemTest, TraceOfANet) {
  const auto problem = NormalProblem(Contenders(2, 3, 8)[3].value, 8, HarmonicEnergies(CubeEnergies(8), 8));
  double trace = problem.tail();
  for (const auto& space : problem.eigenspaces()) trace += space.multiplicity * space.mu;
  EXPECT_NEAR(trace, 6, 2e4 * kEps);
  EXPECT_GT(problem.tail(), 0);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::kernel_plateaus
