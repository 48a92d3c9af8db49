#include "pde/poincare_constant.h"

#include <gtest/gtest.h>

#include <cmath>

#include "pde/dirichlet_cube.h"
#include "pde/plane_domains.h"

namespace hadamard_ntk::pde {
namespace {

TEST(PoincareConstantTest, OfTheSquare) {
  for (const int n : {2, 5, 32, 64}) {
    const double exact = 1 / DirichletCube(2, n).LeastEigenvalue();
    EXPECT_NEAR(PoincareConstant(TriangularElements(UnitSquare(n))), exact, 1e-10 * exact) << n;  // what is promised
    EXPECT_GT(std::abs(1 / (2 * M_PI * M_PI) - exact), 1e-5 * exact) << n;  // not that of all functions
  }
}

// Roots of J_0(k/4) Y_0(k) = J_0(k) Y_0(k/4): the least eigenvalue of the annulus is k^2.
TEST(PoincareConstantTest, OfTheAnnulusAndTheLShape) {
  const auto cross = [](double k) { return j0(k / 4) * y0(k) - j0(k) * y0(k / 4); };
  double low = 3.5, high = 4.5;
  ASSERT_LT(cross(low) * cross(high), 0);
  while (high - low > 1e-12) (cross(low) * cross((low + high) / 2) > 0 ? low : high) = (low + high) / 2;
  const PlaneDomain annulus = Annulus(0.25, 1);
  const double least = 1 / PoincareConstant(TriangularElements(RefinedTimes(5, annulus.coarse, annulus.middle).finest));
  EXPECT_NEAR(least / (low * low), 1, 4.0 / (32 * 32));  // asymptotic: h^2
  const double l_shape = 1 / PoincareConstant(TriangularElements(RefinedTimes(6, LShape().coarse).finest));
  EXPECT_NEAR(l_shape / kLShapeEigenvalue, 1, 2 * std::pow(1.0 / 64, 4.0 / 3));  // asymptotic: h^{4/3}
}

}  // namespace
}  // namespace hadamard_ntk::pde
