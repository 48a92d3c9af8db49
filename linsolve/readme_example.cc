// The pressure around a ball in a box: the Poisson equation with a source on one side and a sink on the other.
#include <cstdio>

#include "linsolve/grid.h"
#include "linsolve/grid_function.h"
#include "linsolve/multigrid.h"
#include "linsolve/pressure_solver.h"
#include "linsolve/solids.h"

using namespace hadamard_ntk::linsolve;

int main() {
  const Grid grid({64, 48, 48});
  const GridMask mask = WithSphere(grid, 12);
  GridFunction<double> b(grid);
  b[grid.cell(5, 24, 24)] = 1;
  b[grid.cell(58, 24, 24)] = -1;  // the sum over what is connected must be 0

  // A preconditioner in float halves the traffic; the residual is that of double.
  const auto solution = SolvePressure(mask, b, Multigrid<float>(mask), {.tolerance = 1e-10});
  std::printf("%td cells, %d iterations, residual %.0e; pressure %.4f before the ball, %.4f behind it\n",
              mask.fluid_cells(), solution.iterations, solution.relative_residual, solution.x[grid.cell(19, 24, 24)],
              solution.x[grid.cell(44, 24, 24)]);
}
