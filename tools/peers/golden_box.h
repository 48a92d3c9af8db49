/// For the programs of the peers: the golden system of a box (linsolve/golden_systems_testing.h), and how a solver of
/// it is timed.
#ifndef HADAMARD_NTK_TOOLS_PEERS_GOLDEN_BOX_H_
#define HADAMARD_NTK_TOOLS_PEERS_GOLDEN_BOX_H_

#include <array>
#include <cmath>
#include <cstdio>

#include "linalg/steady_seconds.h"
#include "linsolve/golden_systems_testing.h"
#include "linsolve/grid.h"
#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"
#include "linsolve/pressure_poisson.h"

namespace hadamard_ntk::peers {

inline constexpr double kTolerance = 1e-6;
inline constexpr int kMaxIterations = 1000;

struct GoldenBox {
  explicit GoldenBox(linsolve::Index n)
      : mask(linsolve::GoldenDomain("box", n)), b(linsolve::GoldenRightHandSide<double>(mask)) {}
  linsolve::GridMask mask;
  linsolve::GridFunction<double> b;
};

/// A row of the matrix: its columns in rising order, and its entries.
struct Row {
  int count = 0;
  std::array<int, 7> columns;
  std::array<double, 7> entries;
};
inline Row RowOf(const linsolve::GridMask& mask, linsolve::Index cell) {
  Row row;
  const auto add = [&](linsolve::Index column, double entry) {
    row.columns[row.count] = static_cast<int>(column);
    row.entries[row.count++] = entry;
  };
  const auto position = mask.grid().position(cell), extents = mask.grid().extents(), strides = mask.grid().strides();
  for (int axis = 2; axis >= 0; --axis) {
    if (position[axis] > 0) add(cell - strides[axis], -1);
  }
  add(cell, mask.open_faces()[cell]);
  for (int axis = 0; axis < 3; ++axis) {
    if (position[axis] + 1 < extents[axis]) add(cell + strides[axis], -1);
  }
  return row;
}

/// Has a new Solver(box), which has matrix and vectors, do SetUp() and then Solve(), which returns the iterations, and
/// prints a line of JSON; so many times.  The relative residual is that of solution(), by our own operator.
template <class Solver>
void TimeSolutions(const GoldenBox& box, int repetitions) {
  using linsolve::GridFunction;
  for (int k = 0; k < repetitions; ++k) {
    Solver solver(box);
    const double begin = linalg::SteadySeconds();
    solver.SetUp();
    const double ready = linalg::SteadySeconds();
    const int iterations = solver.Solve();
    const double end = linalg::SteadySeconds();
    GridFunction<double> x(box.mask.grid()), r = box.b;
    solver.GetSolution(x.data());
    const double rest = linsolve::PressurePoisson<double>(box.mask).Descend(r, 1, x);  // r.r for r = b - A x
    std::printf("{\"set_up\": %.6f, \"solve\": %.6f, \"iterations\": %d, \"relative_residual\": %.7e}\n", ready - begin,
                end - ready, iterations, std::sqrt(rest / Dot(box.b, box.b)[0]));
    std::fflush(stdout);
  }
}

}  // namespace hadamard_ntk::peers

#endif  // HADAMARD_NTK_TOOLS_PEERS_GOLDEN_BOX_H_
