#include "pde/triangular_elements.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "pde/plane_domains.h"

namespace hadamard_ntk::pde {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

TEST(TriangularElementsTest, TheStencilOfTheSquare) {
  const int n = 7;
  const TriangularElements elements(UnitSquare(n));
  const Eigen::MatrixXd k(elements.stiffness());
  for (int i = 0; i < k.rows(); ++i) {
    EXPECT_NEAR(elements.masses()[i], 1.0 / (n * n), 10 * kEps / (n * n));  // counted: six areas
    for (int j = 0; j < k.rows(); ++j) {
      const Point step = n * (elements.mesh().point_of_unknown(i) - elements.mesh().point_of_unknown(j));
      const double distance = std::abs(step.x()) + std::abs(step.y());
      const double expected = distance < 0.5 ? 4 : distance < 1.5 ? -1 : 0;
      EXPECT_NEAR(k(i, j), expected, 100 * kEps);  // counted
    }
  }
}

// On triangles off the boundary.
TEST(TriangularElementsTest, GradientsOfLinearFunctionsAreExact) {
  const PlaneDomain domain = Annulus(0.4, 1.1, 5);
  const TriangularElements elements(RefinedTimes(3, domain.coarse, domain.middle).finest);
  const Eigen::VectorXd u = elements.Interpolate([](const Point& x) { return 3 * x.x() - 2 * x.y() + 0.25; });
  int inside = 0;
  for (const auto& element : elements.elements()) {
    if (element.unknown[0] < 0 || element.unknown[1] < 0 || element.unknown[2] < 0) continue;
    ++inside;
    EXPECT_LE((elements.Gradient(element, u) - Point(3, -2)).norm(), 1000 * kEps);  // conditioned: 1/h
    EXPECT_LE((element.gradient[0] + element.gradient[1] + element.gradient[2]).norm(), 1000 * kEps);
  }
  EXPECT_GT(inside, 100);
}

// Least eigenvalue of K relative to the masses, dense.
double LeastEigenvalue(const TriangularElements& elements) {
  const Eigen::VectorXd scale = elements.masses().cwiseSqrt().cwiseInverse();
  const Eigen::MatrixXd scaled = scale.asDiagonal() * Eigen::MatrixXd(elements.stiffness()) * scale.asDiagonal();
  return scaled.selfadjointView<Eigen::Lower>().eigenvalues()[0];
}

// h^{4/3} at the corner, against h^2 of the lumped masses.
TEST(TriangularElementsTest, LeastEigenvalueOfTheLShape) {
  for (int times = 2; times <= 4; ++times) {
    const double least = LeastEigenvalue(TriangularElements(RefinedTimes(times, LShape().coarse).finest));
    EXPECT_NEAR(least, kLShapeEigenvalue, 2 * std::pow(0.5, 4.0 / 3 * times)) << times;  // asymptotic: 1.4 seen at 4
  }
}

TEST(TriangularElementsTest, SobolevMatrixAddsTheMasses) {
  const TriangularElements elements(UnitSquare(5));
  const Eigen::MatrixXd difference(elements.SobolevMatrix() - elements.stiffness());
  EXPECT_LE((difference - Eigen::MatrixXd(elements.masses().asDiagonal())).norm(), 100 * kEps);  // counted
}

TEST(TriangularElementsTest, WithoutUnknownsThereIsNothing) {
  EXPECT_THROW(TriangularElements(UnitSquare(1)), std::invalid_argument);
  EXPECT_THROW(TriangularElements(LShape().coarse), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::pde
