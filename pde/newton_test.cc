#include "pde/newton.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <stdexcept>
#include <vector>

#include "linsolve/nested_multigrid.h"
#include "pde/cube_energy.h"
#include "pde/plane_domains.h"
#include "pde/triangular_energy.h"

namespace hadamard_ntk::pde {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

NewtonRun OnDomain(const PlaneDomain& domain, int times, double (*f)(const Point&), double tolerance) {
  const NestedTriangulations nested = RefinedTimes(times, domain.coarse, domain.on_boundary);
  const TriangularElements elements(nested.finest);
  const TriangularEnergy energy(elements, QuasiLinear(1), elements.Interpolate(f), {});
  return Newton(energy,
                [&](const Eigen::VectorXd& u) { return MultigridLinearisation(energy, nested.prolongations, u); },
                Eigen::VectorXd::Zero(elements.unknowns()), {.tolerance = tolerance});
}

// E* by another program, tools/make_elliptic_reference.py.
TEST(NewtonTest, EnergiesOnGeneralDomains) {
  struct Golden {
    PlaneDomain domain;
    int times;
    double (*f)(const Point&);
    double energy;
  };
  const auto ten = [](const Point&) { return 10.0; };
  const auto tilted = [](const Point& x) { return 10 * (1 + x.x()); };
  for (const Golden& golden : {Golden{LShape(), 3, ten, -6.50092744180800}, Golden{LShape(), 5, ten, -6.75542188614248},
                               Golden{Annulus(0.25, 1), 3, tilted, -5.28256540231099},
                               Golden{Annulus(0.25, 1), 5, tilted, -5.42933838201160}}) {
    const NewtonRun run = OnDomain(golden.domain, golden.times, golden.f, 1e-14);
    EXPECT_TRUE(run.converged);
    EXPECT_NEAR(run.energies.back(), golden.energy, 1000 * kEps * std::abs(golden.energy));  // counted: sums of terms
    EXPECT_LE(run.steps(), 7);
  }
}

// Four to six steps to 1e-10, as many on every mesh, few cycles each.
TEST(NewtonTest, StepsAndCyclesDoNotGrowWithTheMesh) {
  for (const int times : {4, 5, 6}) {
    const NewtonRun run = OnDomain(
        LShape(), times, [](const Point&) { return 10.0; }, 1e-10);
    EXPECT_TRUE(run.converged);
    EXPECT_LE(run.steps(), 5);
    EXPECT_LE(run.cycles(run.steps()), 40);
    EXPECT_EQ(run.energies.size(), run.inner_iterations.size() + 1);
  }
}

struct Quartic {  // sum u^4/4 - u, minimal at 1
  double Value(const Eigen::VectorXd& u) const { return u.array().pow(4).sum() / 4 - u.sum(); }
  Eigen::VectorXd Derivative(const Eigen::VectorXd& u) const { return u.array().cube() - 1; }
};
Linearisation OfQuartic(const Eigen::VectorXd& u, double factor = 1) {
  const Eigen::VectorXd diagonal = factor * (3 * u.array().square() + 1e-3);
  return {[diagonal](const Eigen::VectorXd& v) { return Eigen::VectorXd(diagonal.cwiseProduct(v)); },
          [diagonal](const Eigen::VectorXd& v) { return Eigen::VectorXd(v.cwiseQuotient(diagonal)); }};
}

// From near the inflection at 0 the first direction is far too long.
TEST(NewtonTest, TheLineSearchGuards) {
  const auto linearise = [](const Eigen::VectorXd& u) { return OfQuartic(u); };
  const NewtonRun run = Newton(Quartic(), linearise, Eigen::Vector3d(0.01, 0.02, -0.01));
  EXPECT_TRUE(run.converged);
  EXPECT_LT(run.step_lengths.front(), 1);
  EXPECT_EQ(run.step_lengths.back(), 1);
  EXPECT_LE((run.u.array() - 1).abs().maxCoeff(), 1e-5);
  for (std::size_t t = 1; t < run.energies.size(); ++t) EXPECT_LE(run.energies[t], run.energies[t - 1] + 4 * kEps);
}

// -Laplace u + sinh u = f in the cube, preconditioned by sines, and its maximum principle |u| <= asinh(max f).
TEST(NewtonTest, SinhInTheCube) {
  const DirichletCube cube(3, 12);
  const CubeEnergy<SinhNonlinearity> energy(cube, Semilinear<SinhNonlinearity>(0, 1),
                                            Eigen::VectorXd::Constant(cube.unknowns(), 300));
  const NewtonRun run = Newton(energy, [&](const Eigen::VectorXd& u) { return SineLinearisation(energy, u); },
                               Eigen::VectorXd::Zero(cube.unknowns()), {.tolerance = 1e-14});
  EXPECT_TRUE(run.converged);
  EXPECT_LT(energy.Derivative(run.u).norm(), 1e-10 * energy.Derivative(0 * run.u).norm());  // what E's rounding allows
  EXPECT_LE(run.u.maxCoeff(), std::asinh(300));
  EXPECT_GT(run.u.maxCoeff(), 0.9 * std::asinh(300));
  const Eigen::VectorXd v = run.u.reverse().cwiseSqrt();
  const Eigen::VectorXd change = (energy.Derivative(run.u + 1e-5 * v) - energy.Derivative(run.u - 1e-5 * v)) / 2e-5;
  EXPECT_LE((SineLinearisation(energy, run.u).hessian(v) - change).norm(), 1e-8 * change.norm());  // conditioned: h^2
}

TEST(NewtonTest, FaultsAreNamed) {
  const auto linearise = [](const Eigen::VectorXd& u) { return OfQuartic(u); };
  const Eigen::VectorXd start = Eigen::Vector2d(2, 3);
  EXPECT_THROW(Newton(Quartic(), linearise, start / 0.0), std::invalid_argument);
  EXPECT_THROW(Newton(Quartic(), linearise, start, {.forcing = 1}), std::invalid_argument);
  EXPECT_THROW(Newton(Quartic(), linearise, start, {.max_steps = 0}), std::invalid_argument);
  const auto wrong_sign = [](const Eigen::VectorXd& u) { return OfQuartic(u, -1); };
  EXPECT_THROW(Newton(Quartic(), wrong_sign, start), std::domain_error);
  EXPECT_FALSE(Newton(Quartic(), linearise, start, {.max_steps = 1}).converged);
  EXPECT_TRUE(Newton(Quartic(), linearise, Eigen::Vector2d(1, 1)).converged);  // DE = 0 there
}

}  // namespace
}  // namespace hadamard_ntk::pde
