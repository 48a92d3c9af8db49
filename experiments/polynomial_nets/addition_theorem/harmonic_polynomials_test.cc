#include "experiments/polynomial_nets/addition_theorem/harmonic_polynomials.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <limits>
#include <stdexcept>

#include "spectral/multiplicity.h"

namespace hadamard_ntk::experiments::addition_theorem {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

TEST(HarmonicPolynomialsTest, CountIsTheMultiplicity) {
  for (int d = 1; d <= 5; ++d) {
    for (int k = 0; k <= 4; ++k) {
      EXPECT_EQ(HarmonicPolynomials(d, k).size(), spectral::Multiplicity(d, k)) << d << " " << k;
    }
  }
}

// Degree 1: n <x, z>.  Degree 2: n (n + 2) / 2 (<x, z>^2 - 1 / n), n = d + 1.
TEST(HarmonicPolynomialsTest, KernelsOfLowDegree) {
  for (int d = 1; d <= 4; ++d) {
    const double n = d + 1;
    Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(d + 1, 1, 2).normalized();
    Eigen::VectorXd z = Eigen::VectorXd::LinSpaced(d + 1, -2, 1).normalized();
    const double u = x.dot(z);
    const HarmonicPolynomials one(d, 1), two(d, 2);
    // The error stated in the header, F times the larger for the rounded unit vectors.
    EXPECT_NEAR(one.SumOfProducts(x, z), n * u, 2 * n * (n + 16) * kEps * one.condition());
    EXPECT_NEAR(two.SumOfProducts(x, z), n * (n + 2) / 2 * (u * u - 1 / n),
                2 * static_cast<double>(two.size()) * (static_cast<double>(two.size()) + 24) * kEps * two.condition());
  }
}

TEST(HarmonicPolynomialsTest, RefusesWhatItCannotDo) {
  EXPECT_THROW(HarmonicPolynomials(0, 2), std::invalid_argument);
  EXPECT_THROW(HarmonicPolynomials(2, -1), std::invalid_argument);
  EXPECT_THROW(HarmonicPolynomials(20, 9), std::invalid_argument);
  EXPECT_THROW(HarmonicPolynomials(2, 2).SumOfProducts(Eigen::VectorXd::Ones(3), Eigen::VectorXd::Ones(2)),
               std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::addition_theorem
