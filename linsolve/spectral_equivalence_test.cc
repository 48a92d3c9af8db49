#include "linsolve/spectral_equivalence.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace hadamard_ntk::linsolve {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

// A = diag(d), B = diag(e/d): the eigenvalues are e.
TEST(SpectralEquivalenceTest, FindsTheEndsOfTheSpectrum) {
  const Eigen::Index n = 300;
  const Eigen::VectorXd d = Eigen::VectorXd::LinSpaced(n, 1, 50), e = Eigen::VectorXd::LinSpaced(n, 0.5, 1);
  const auto a = [&](const Eigen::VectorXd& v) { return Eigen::VectorXd(d.cwiseProduct(v)); };
  const auto b = [&](const Eigen::VectorXd& v) { return Eigen::VectorXd(e.cwiseQuotient(d).cwiseProduct(v)); };
  const SpectralEquivalence of = EquivalenceOf(a, b, n, 60);
  EXPECT_NEAR(of.lower, 0.5, of.lower_error + 100 * kEps);  // counted
  EXPECT_NEAR(of.upper, 1, of.upper_error + 100 * kEps);
  EXPECT_LE(of.lower_error, 1e-3);
  EXPECT_LE(of.upper_error, 1e-3);
  const SpectralEquivalence exact = EquivalenceOf(
      a, [&](const Eigen::VectorXd& v) { return Eigen::VectorXd(v.cwiseQuotient(d)); }, n);
  EXPECT_NEAR(exact.lower, 1, 100 * kEps);  // counted
  EXPECT_NEAR(exact.upper, 1, 100 * kEps);
}

TEST(SpectralEquivalenceTest, BadInputIsRefused) {
  const auto identity = [](const Eigen::VectorXd& v) { return v; };
  EXPECT_THROW(EquivalenceOf(identity, identity, 0), std::invalid_argument);
  EXPECT_THROW(EquivalenceOf(identity, identity, 3, 0), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
