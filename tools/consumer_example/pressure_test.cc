#include <gtest/gtest.h>

#include "linsolve/multigrid.h"
#include "linsolve/pressure_solver.h"
#include "linsolve/solids.h"

namespace {

using namespace hadamard_ntk::linsolve;

TEST(Pressure, FallsFromTheSourceToTheSink) {
  const Grid grid({40, 30});
  const GridMask mask = WithSphere(grid, 6);
  GridFunction<double> b(grid);
  b[grid.cell(4, 15)] = 1;
  b[grid.cell(35, 15)] = -1;
  const auto solution = SolvePressure(mask, b, Multigrid<double>(mask));
  EXPECT_TRUE(solution.converged);
  EXPECT_GT(solution.x[grid.cell(12, 15)], solution.x[grid.cell(27, 15)]);
}

}  // namespace
