#include "pde/galerkin.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace hadamard_ntk::pde {
namespace {

// cos(kx), k = 1..m, on n equidistant points of the circle; -u'' + u + sin(u)/2 = f with u = 2 cos x in their span.
GalerkinSystem Circle(int m, int n) {
  GalerkinSystem system{Eigen::MatrixXd(n, m), Eigen::MatrixXd::Zero(m, m), Eigen::VectorXd(n)};
  for (int i = 0; i < n; ++i) {
    const double x = 2 * std::numbers::pi * i / n, u = 2 * std::cos(x);
    for (int k = 1; k <= m; ++k) system.values(i, k - 1) = std::cos(k * x);
    system.force[i] = 2 * u + std::sin(u) / 2;
  }
  for (int k = 1; k <= m; ++k) system.stiffness(k - 1, k - 1) = k * k / 2.0;
  return system;
}

const auto kDensity = Semilinear<SineNonlinearity>(1, 0.5);

// Newton's method finds it in a few steps, energies fall; conditioned.
TEST(GalerkinTest, FindsASolutionInTheSpan) {
  const Galerkin run = SolveGalerkin(kDensity, Circle(6, 64));
  Eigen::VectorXd exact = Eigen::VectorXd::Zero(6);
  exact[0] = 2;
  EXPECT_LE((run.coefficients - exact).norm(), 1e-10);
  EXPECT_LE(run.steps(), 8);
  for (int t = 1; t <= run.steps(); ++t) EXPECT_LE(run.energies[t], run.energies[t - 1] + 1e-14);
  GalerkinSystem wrong = Circle(6, 64);
  wrong.stiffness *= 1.001;
  EXPECT_GT((SolveGalerkin(kDensity, wrong).coefficients - exact).norm(), 1e-4);
}

// On few points near a maximum of f the quadrature is exploited: the energy there is below the minimum, and the
// function far away.
TEST(GalerkinTest, FewPointsGoBelowTheMinimum) {
  const GalerkinSystem exact = Circle(6, 64);
  const Galerkin best = SolveGalerkin(kDensity, exact);
  GalerkinSystem few = Circle(6, 64);
  const Eigen::VectorXd points = Eigen::VectorXd::LinSpaced(8, -0.3, 0.5);
  few.values.resize(8, 6);
  few.force.resize(8);
  Eigen::MatrixXd slopes(8, 6);
  for (Eigen::Index i = 0; i < 8; ++i) {
    for (int k = 1; k <= 6; ++k) {
      few.values(i, k - 1) = std::cos(k * points[i]);
      slopes(i, k - 1) = -k * std::sin(k * points[i]);
    }
    few.force[i] = 4 * std::cos(points[i]) + std::sin(2 * std::cos(points[i])) / 2;
  }
  few.stiffness = slopes.transpose() * slopes / 8;
  few.ridge = 1e-10 * few.stiffness.trace() / 6;  // six cosines on so short an interval are nearly dependent
  const Galerkin found = SolveGalerkin(kDensity, few);
  EXPECT_LT(found.energies.back(), best.energies.back() - 0.1);
  EXPECT_GT((found.coefficients - best.coefficients).norm(), 0.1);
}

TEST(GalerkinTest, Refuses) {
  GalerkinSystem system = Circle(3, 8);
  system.force.resize(7);
  EXPECT_THROW(SolveGalerkin(kDensity, system), std::invalid_argument);
  system = Circle(3, 8);
  system.ridge = -1;
  EXPECT_THROW(SolveGalerkin(kDensity, system), std::invalid_argument);
  system = Circle(3, 8);
  system.values(2, 1) = std::nan("");
  EXPECT_THROW(SolveGalerkin(kDensity, system), std::invalid_argument);
  system = Circle(3, 8);
  system.values.setZero();
  system.stiffness.setZero();
  EXPECT_THROW(SolveGalerkin(kDensity, system), std::runtime_error);
}

}  // namespace
}  // namespace hadamard_ntk::pde
