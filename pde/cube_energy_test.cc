#include "pde/cube_energy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "pde/newton_krylov.h"
#include "pde/preconditioned_descent.h"

namespace hadamard_ntk::pde {
namespace {

using SinhEnergy = CubeEnergy<SinhNonlinearity>;

SinhEnergy Constant(int dimension, int n, double f) {
  const DirichletCube cube(dimension, n);
  return SinhEnergy(cube, Semilinear<SinhNonlinearity>(0, 1), Eigen::VectorXd::Constant(cube.unknowns(), f));
}

// By central differences of step h: h^2 and eps / h.
TEST(CubeEnergyTest, DerivativesAreThoseOfTheValue) {
  const SinhEnergy energy = Constant(3, 6, 2);
  const Eigen::VectorXd u = Eigen::VectorXd::LinSpaced(energy.cube().unknowns(), -2, 1.5), v = u.reverse() * 0.5;
  const double h = 1e-5, slope = (energy.Value(u + h * v) - energy.Value(u - h * v)) / (2 * h);
  const double derivative = energy.Derivative(u).dot(v), bound = 1e-9 * energy.Value(u);  // conditioned
  EXPECT_NEAR(derivative, slope, bound);
  EXPECT_GT(std::abs(1.001 * derivative - slope), bound);
  const Eigen::VectorXd change = (energy.Derivative(u + h * v) - energy.Derivative(u - h * v)) / (2 * h);
  EXPECT_LE((energy.SecondDerivative(u, v) - change).norm(), 1e-8 * change.norm());
  EXPECT_GT((energy.SecondDerivative(u, v) + 1e-5 * v - change).norm(), 1e-8 * change.norm());
}

// -Laplace u + sinh u = f: 0 <= u <= asinh(max f), near it far from the boundary.
TEST(CubeEnergyTest, NewtonAndDescentMeetAtTheSolution) {
  const SinhEnergy energy = Constant(3, 12, 20);
  const Eigen::VectorXd zero = Eigen::VectorXd::Zero(energy.cube().unknowns());
  const Newton newton = SolveByNewton(energy, zero, {.tolerance = 1e-12});
  EXPECT_LE(newton.steps(), 8);
  EXPECT_LE(newton.u.maxCoeff(), std::asinh(20));
  EXPECT_GT(newton.u.minCoeff(), 0);
  const Descent descent = Descend(energy, zero, {.eta = 0.5, .tolerance = 1e-12});
  EXPECT_LE((descent.u - newton.u).cwiseAbs().maxCoeff(), 1e-10);  // conditioned: the tolerances
  EXPECT_GT(descent.steps(), 2 * newton.steps());
  EXPECT_EQ(energy.LargestCurvature({-1, 2}), std::cosh(2.0));
}

TEST(CubeEnergyTest, BadInputIsRefused) {
  const auto density = Semilinear<SinhNonlinearity>(0, 1);
  EXPECT_THROW(SinhEnergy(DirichletCube(2, 4), density, Eigen::VectorXd::Zero(8)), std::invalid_argument);
  EXPECT_THROW(SinhEnergy(DirichletCube(2, 4, 0.5), density, Eigen::VectorXd::Zero(9)), std::invalid_argument);
  EXPECT_THROW(
      SinhEnergy(DirichletCube(2, 4), density, Eigen::VectorXd::Constant(9, std::numeric_limits<double>::infinity())),
      std::invalid_argument);
  EXPECT_THROW(Constant(2, 4, 1).Value(Eigen::VectorXd::Zero(8)), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::pde
