#include "pde/dirichlet_cube.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "linalg/dense_blocks_testing.h"
#include "pde/plane_domains.h"
#include "pde/triangular_elements.h"

namespace hadamard_ntk::pde {
namespace {

using linalg::Entries;

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr double kPi = std::numbers::pi;

// |P^{-1} (mass M + K) u - u| / |u|
double Defect(const DirichletCube& cube, double mass) {
  const Eigen::VectorXd u = Entries(cube.unknowns(), 1);
  return (cube.Inverse(cube.Stiffness(u) + mass * cube.cell() * u) - u).norm() / u.norm();
}

TEST(DirichletCubeTest, InverseUndoesStiffnessAndMass) {
  for (const int dimension : {2, 3}) {
    for (const int n : {2, 3, 16, 27}) {
      for (const double mass : {0.0, 1.0, 40.0}) {
        const double bound = 100 * kEps * (1 + std::log2(n)) * n * n;  // conditioned: |K| |K^-1| < n^2
        EXPECT_LE(Defect(DirichletCube(dimension, n, mass), mass), bound) << dimension << ' ' << n << ' ' << mass;
      }
    }
  }
  EXPECT_GT(Defect(DirichletCube(2, 16, 1), 1.0001), 1e-7);  // the control: another mass
}

// Sines are eigenvectors: the error is that of a transform.
TEST(DirichletCubeTest, SinesAreEigenvectors) {
  for (const int dimension : {2, 3}) {
    const DirichletCube cube(dimension, 24);
    const Eigen::VectorXd u = cube.Interpolate([](const Eigen::VectorXd& x) {
      double product = 1;
      for (const double xi : x) product *= std::sin(kPi * xi);
      return product;
    });
    EXPECT_LE((cube.Stiffness(u) - cube.LeastEigenvalue() * cube.cell() * u).norm(),
              100 * kEps * cube.Stiffness(u.cwiseAbs()).norm() * 24 * 24);  // conditioned: differences of neighbours
    const Eigen::VectorXd expected = u / (cube.cell() * (1 + cube.LeastEigenvalue()));
    EXPECT_LE((cube.Inverse(u) - expected).norm(), 100 * kEps * (1 + std::log2(24)) * expected.norm());
    EXPECT_NEAR(cube.LeastEigenvalue() / (dimension * kPi * kPi), 1 - kPi * kPi / (12 * 24 * 24),
                std::pow(kPi / 24, 4) / 100);  // asymptotic: the next term is x^4/360
  }
}

TEST(DirichletCubeTest, InThePlaneTheseAreTheElementsMatrices) {
  const int n = 9;
  const DirichletCube cube(2, n);
  const TriangularElements elements(UnitSquare(n));
  const Eigen::VectorXd u = Entries(cube.unknowns(), 1);
  EXPECT_LE((cube.Stiffness(u) - elements.stiffness() * u).norm(), 100 * kEps * u.norm());  // counted
  EXPECT_LE((elements.masses().array() / cube.cell() - 1).abs().maxCoeff(), 20 * kEps);     // counted
  EXPECT_EQ(cube.unknowns(), elements.unknowns());
  EXPECT_NEAR(cube.step(), 1.0 / 9, kEps);
}

TEST(DirichletCubeTest, PointsRunLastIndexFastest) {
  const DirichletCube cube(3, 4);
  const Eigen::VectorXd u = cube.Interpolate([](const Eigen::VectorXd& x) { return x[0] + 10 * x[1] + 100 * x[2]; });
  ASSERT_EQ(u.size(), 27);
  EXPECT_EQ(u[0], 27.75);
  EXPECT_EQ(u[1], 52.75);
  EXPECT_EQ(u[3], 30.25);
  EXPECT_EQ(u[9], 28);
}

TEST(DirichletCubeTest, BadSizesAreRefused) {
  EXPECT_THROW(DirichletCube(1, 8), std::invalid_argument);
  EXPECT_THROW(DirichletCube(4, 8), std::invalid_argument);
  EXPECT_THROW(DirichletCube(2, 1), std::invalid_argument);
  EXPECT_THROW(DirichletCube(3, 514), std::invalid_argument);
  EXPECT_THROW(DirichletCube(2, 8, -1), std::invalid_argument);
  EXPECT_THROW(DirichletCube(2, 8, std::numeric_limits<double>::quiet_NaN()), std::invalid_argument);
  EXPECT_THROW(DirichletCube(2, 8).Inverse(Eigen::VectorXd::Zero(48)), std::invalid_argument);
  EXPECT_THROW(DirichletCube(2, 8).Stiffness(Eigen::VectorXd::Zero(50)), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::pde
