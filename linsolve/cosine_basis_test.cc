#include "linsolve/cosine_basis.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "linsolve/conjugate_directions.h"
#include "linsolve/golden_testing.h"
#include "linsolve/pressure_poisson.h"

namespace hadamard_ntk::linsolve {
namespace {

using Function = GridFunction<double>;

constexpr double kEps = std::numeric_limits<double>::epsilon();

// |a - factor b|.
double Distance(const Function& a, double factor, const Function& b) {
  Function difference = a;
  AddScaled(difference, -factor, b);
  return Norm(difference);
}

TEST(CosineBasisTest, VectorsAreOrthonormalEigenvectors) {
  for (const Grid& grid : {Grid({4, 3, 5}), Grid({6, 7}), Grid({1, 4, 2})}) {
    const CosineBasis basis(grid);
    const PressurePoisson<double> a{GridMask(grid)};
    EXPECT_EQ(basis.values()[0], 0);
    for (Index i = 0; i < grid.cells(); ++i) {
      Eigen::VectorXd unit = Eigen::VectorXd::Zero(grid.cells());
      unit[i] = 1;
      const Function q = basis.Sum(unit);
      EXPECT_LE(Distance(a(q), basis.values()[i], q), 1000 * kEps) << Describe(grid) << " " << i;  // conditioned: |A|
      EXPECT_GT(Distance(a(q), basis.values()[i] + 1e-9, q), 1e-10);
      EXPECT_LE((basis.Coefficients(q) - unit).norm(), 100 * kEps);
      if (i > 0) {
        EXPECT_GE(basis.values()[i], basis.values()[i - 1]);
      }
    }
    const Function b = GoldenRightHandSide<double>(GridMask(grid));
    EXPECT_NEAR(basis.Coefficients(b).norm(), Norm(b), 100 * kEps * Norm(b));
  }
}

// What no iteration on a box undercuts; as a direction of conjugate directions it needs one step.
TEST(CosineBasisTest, SolvesTheBox) {
  for (const int dimension : {2, 3}) {
    const GridMask box = GoldenDomain("box", 16, dimension);
    const CosineBasis basis(box.grid());
    const PressurePoisson<double> a(box);
    const Function b = GoldenRightHandSide<double>(box);
    EXPECT_LE(Distance(b, 1, a(basis.Solve(b))), 1e4 * kEps * Norm(b));  // conditioned: cond(A) eps
    const auto exact = [&](const Function& r) { return basis.Solve(r); };
    const ConjugateDirections<Function> solution(a, exact, b, {.tolerance = 1e-10});
    EXPECT_EQ(solution.iterations(), 1);
  }
}

// cos(pi x) cos(2 pi y) is an eigenvector: one step of conjugate gradients.
TEST(CosineBasisTest, AnEigenvectorTakesOneStep) {
  const GridMask box = GoldenDomain("box", 32, 2);
  Function b(box.grid());
  for (Index cell = 0; cell < b.size(); ++cell) {
    const auto [x, y, z] = box.grid().position(cell);
    const double pi = 4 * std::atan(1.0);
    b[cell] =
        std::cos(pi * (static_cast<double>(x) + 0.5) / 32) * std::cos(2 * pi * (static_cast<double>(y) + 0.5) / 32);
  }
  const auto residual = [](const Function& r) { return r; };
  EXPECT_EQ(ConjugateDirections<Function>(PressurePoisson<double>(box), residual, b, {.tolerance = 1e-8}).iterations(),
            1);
}

TEST(CosineBasisTest, OtherSizesAreRefused) {
  const CosineBasis basis(Grid({4, 4}));
  EXPECT_THROW(basis.Sum(Eigen::VectorXd::Zero(15)), std::invalid_argument);
  EXPECT_THROW(basis.Coefficients(Function(Grid({4, 4, 1}))), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
