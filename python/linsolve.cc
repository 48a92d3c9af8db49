#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "linalg/operator.h"
#include "linsolve/cell_number.h"
#include "linsolve/grid.h"
#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"
#include "linsolve/incomplete_cholesky.h"
#include "linsolve/jacobi.h"
#include "linsolve/multigrid.h"
#include "linsolve/pressure_poisson.h"
#include "linsolve/pressure_solver.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "python/interrupt.h"

namespace hadamard_ntk::python {
namespace {

using Function = linsolve::GridFunction<double>;
using Solution = linsolve::PressureSolution<double>;

using Array = py::array_t<double, py::array::c_style>;

// The last axis is the one along which cells are numbered first.
linsolve::Grid GridOf(const char* name, const Array& array) {
  const Shape shape = ShapeOf(array);
  if (shape.size() != 2 && shape.size() != 3) {
    throw std::invalid_argument(std::string(name) + ": must have 2 or 3 dimensions, got shape " + ShapeText(shape));
  }
  return linsolve::Grid(std::vector<linsolve::Index>(shape.rbegin(), shape.rend()));
}

linsolve::GridMask MaskOf(const py::object& given, const linsolve::Grid& grid, const Shape& shape) {
  if (given.is_none()) return linsolve::GridMask(grid);
  const Array values = DoubleArray("mask", given);
  if (ShapeOf(values) != shape) {
    throw std::invalid_argument("mask: must be of shape " + ShapeText(shape) + ", got " + ShapeText(ShapeOf(values)));
  }
  std::vector<linsolve::Cell> cells;
  for (linsolve::Index i = 0; i < grid.cells(); ++i) {
    const double value = values.data()[i];
    const std::optional<linsolve::Cell> cell = linsolve::CellOf(value);
    if (!cell) {
      throw std::invalid_argument(fmt::format("mask: must be {}, got {} in cell {}", linsolve::kCellNumbers, value,
                                              linsolve::DescribeCell(grid, i)));
    }
    cells.push_back(*cell);
  }
  return linsolve::GridMask(grid, std::move(cells));
}

Function FunctionOf(const Array& values, const linsolve::Grid& grid) {
  Function function(grid);
  std::copy_n(values.data(), values.size(), function.data());
  return function;
}

// use(M).
template <class Use>
Solution WithMethod(const std::string& method, const linsolve::GridMask& mask, const Use& use) {
  if (method == "multigrid") return use(linsolve::Multigrid<float>(mask));
  if (method == "incomplete_cholesky") return use(linsolve::IncompleteCholesky(mask));
  if (method == "jacobi") return use(linsolve::Jacobi<double>(mask));
  if (method == "none") return use(linalg::Identity{});
  throw std::invalid_argument("method: must be 'multigrid', 'incomplete_cholesky', 'jacobi' or 'none', got '" + method +
                              "'");
}

py::tuple Solve(const py::object& rhs, const py::object& mask, const std::string& method, double tolerance,
                int max_iterations, const py::object& progress) {
  const Array given = DoubleArray("rhs", rhs);
  const Shape shape = ShapeOf(given);
  const linsolve::Grid grid = GridOf("rhs", given);
  const Solution solution = Interruptible(progress, [mask = MaskOf(mask, grid, shape), b = FunctionOf(given, grid),
                                                     method, tolerance, max_iterations](Report& report) {
    const auto look = [&](int, double residual) {
      report("conjugate gradients", std::clamp(std::log(residual) / std::log(tolerance), 0.0, 1.0));
    };
    return WithMethod(method, mask, [&](const auto& precondition) {
      return linsolve::SolvePressure(mask, b, precondition,
                                     {.tolerance = tolerance, .max_iterations = max_iterations, .look = look});
    });
  });
  py::dict info;
  info["iterations"] = solution.iterations;
  info["relative_residual"] = solution.relative_residual;
  info["converged"] = solution.converged;
  return py::make_tuple(py::array_t<double>(shape, solution.x.data()), info);
}

py::array Poisson(const py::object& v, const py::object& mask) {
  const Array given = DoubleArray("v", v);
  const linsolve::Grid grid = GridOf("v", given);
  const linsolve::GridMask cells = MaskOf(mask, grid, ShapeOf(given));
  Function values = FunctionOf(given, grid);
  for (linsolve::Index i = 0; i < grid.cells(); ++i) {
    if (!cells.fluid(i)) values[i] = 0;
  }
  const Function product = WithoutGil([&] { return linsolve::PressurePoisson<double>(cells)(values); });
  return py::array_t<double>(ShapeOf(given), product.data());
}

}  // namespace

void BindLinsolve(py::module_& module) {
  using py::arg;
  module.def("solve_poisson", &Solve, arg("rhs"), arg("mask") = py::none(), py::kw_only(), arg("method") = "multigrid",
             arg("tolerance") = 1e-6, arg("max_iterations") = 10000, arg("progress") = py::none(),
             R"(Solves A x = rhs by preconditioned conjugate gradients, A the operator of poisson: (x, info).

rhs: an array of 2 or 3 axes, a number for each cell; 0 in cells that are not fluid, with sum 0 over what is connected
    and touches no free cell. Of all solutions x is the one whose mean there is 0.
mask: None, all cells fluid; booleans, true where fluid; or 0 where solid, 1 where fluid, 2 where free (x = 0 there).
method: the preconditioner, "multigrid", "incomplete_cholesky", "jacobi" or "none".
tolerance: of |rhs - A x|, relative to |rhs|.
progress: called with ("conjugate gradients", share).
info: "iterations", "relative_residual", "converged": it is no error not to reach the tolerance.

Cells in messages are (x, y) or (x, y, z): indices in reverse.)");
  module.def("poisson", &Poisson, arg("v"), arg("mask") = py::none(),
             "A v: of each fluid cell the sum over its open faces of v minus its neighbour's v. Open faces are\n"
             "those to fluid cells, and to free ones, where v is taken for 0; cells have sides of length 1.");
}

}  // namespace hadamard_ntk::python
