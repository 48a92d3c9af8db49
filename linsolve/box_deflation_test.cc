#include "linsolve/box_deflation.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "linsolve/golden_testing.h"
#include "linsolve/pressure_solver.h"
#include "linsolve/solids.h"

namespace hadamard_ntk::linsolve {
namespace {

TEST(BoxDeflationTest, SavesIterationsOnDomainsItKnowsNothingOf) {
  const Grid grid({13, 15, 17});
  for (const GridMask& mask : {GridMask(grid), WithSphere(grid, 3), WithRandomSolids(grid, 0.2, 1)}) {
    const GridFunction<double> b = GoldenRightHandSide<double>(mask);
    const auto deflation = BoxDeflation(mask);
    EXPECT_EQ(deflation.size(), 16u);
    const linalg::ConjugateGradientsOptions options{.tolerance = 1e-6, .max_iterations = 500, .patience = 500};
    const auto deflated = SolveDeflated(PressurePoisson<double>(mask), deflation, b, options);
    const auto plain = SolvePressure(mask, b, linalg::Identity{}, {.tolerance = 1e-6});
    ASSERT_TRUE(deflated.converged);
    EXPECT_LT(deflated.iterations, plain.iterations);
  }
}

TEST(BoxDeflationTest, SmallDomainsHaveFewModesOrNone) {
  EXPECT_EQ(BoxDeflation(GridMask(Grid({5, 8}))).size(), 5u);
  EXPECT_THROW(BoxDeflation(GridMask(Grid({1, 1}))), std::invalid_argument);
  std::vector<Cell> cells(64, Cell::kSolid);
  cells[9] = cells[27] = Cell::kFluid;  // two cells that nothing connects
  EXPECT_THROW(BoxDeflation(GridMask(Grid({8, 8}), cells)), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
