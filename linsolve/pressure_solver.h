/// Preconditioned conjugate gradients (linalg/conjugate_gradients.h) for the Poisson operator of a grid with solids
/// (pressure_poisson.h): A x = b until |b - A x| <= tolerance |b|, from x = 0.
///
/// M is symmetric and positive definite on the range of A: linalg::Identity, Jacobi, Multigrid, ...  Of all solutions
/// x is the one whose mean over each component that is not pinned is 0.  b may be of any size: it is scaled.  Without
/// M an iteration moves 9 numbers and 2 bytes per cell.
///
/// Throws std::invalid_argument for b out of the range of A (component_means.h) and options out of theirs; Diverged.
/// A tolerance that was not reached is no error but `converged`.
#ifndef HADAMARD_NTK_LINSOLVE_PRESSURE_SOLVER_H_
#define HADAMARD_NTK_LINSOLVE_PRESSURE_SOLVER_H_

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>

#include "linalg/conjugate_gradients.h"
#include "linsolve/component_means.h"
#include "linsolve/diverged.h"
#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"
#include "linsolve/pressure_poisson.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

struct PressureSolverOptions {
  double tolerance = 1e-6;                                                 ///< above 0
  int max_iterations = 10000;                                              ///< at least 0
  std::function<void(int iteration, double relative_residual)> look = {};  ///< after every iteration; may throw
};

template <class T>
struct PressureSolution {
  GridFunction<T> x;
  double relative_residual;  ///< computed anew where converged
  int iterations;
  bool converged;
};

/// The memory that SolvePressure takes beside that of mask, b and M, at most: with a preconditioner a vector more.
template <class T>
std::size_t PressureSolverBytes(const Grid& grid, bool preconditioned) {
  return grid.cells() * ((preconditioned ? 6 : 5) * sizeof(T) + sizeof(std::uint8_t));
}

/// A power of two about the largest |b|, of which the reciprocal is in range, too; 1 for b = 0.
template <class T>
double ScaleOf(const GridFunction<T>& b) {
  T largest = 0;
  for (const T value : b.values()) largest = std::max(largest, std::abs(value));
  const int exponent = largest > 0 ? std::max(std::ilogb(largest), std::numeric_limits<T>::min_exponent + 4) : 0;
  return std::ldexp(1.0, exponent);
}

template <class T, class M>
PressureSolution<T> SolvePressure(const GridMask& mask, const GridFunction<T>& b, const M& precondition,
                                  const PressureSolverOptions& options = {}) {
  if (!(options.tolerance > 0) || options.max_iterations < 0) {
    throw std::invalid_argument("SolvePressure: the tolerance must be above 0 and the iterations at least 0, got " +
                                fmt::to_string(options.tolerance) + " and " + std::to_string(options.max_iterations));
  }
  RequireInRange(mask, b);
  const double scale = ScaleOf(b);
  GridFunction<T> scaled(b.grid());
  AddScaled(scaled, 1 / scale, b);
  int iteration = 0;
  std::function<void(const GridFunction<T>&, double)> look;
  if (options.look) look = [&](const GridFunction<T>&, double residual) { options.look(++iteration, residual); };
  const linalg::ConjugateGradients<GridFunction<T>> run(PressurePoisson<T>(mask), precondition, scaled,
                                                        {.tolerance = options.tolerance,
                                                         .max_iterations = options.max_iterations,
                                                         .patience = options.max_iterations,
                                                         .carried = 1},
                                                        look);
  RequireNotDiverged("conjugate gradients", run.iterations(), run.relative_residual());
  PressureSolution<T> solution{GridFunction<T>(b.grid()), run.relative_residual(), run.iterations(), run.converged()};
  AddScaled(solution.x, scale, run.solution());
  RemoveMeans(mask, solution.x);
  return solution;
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_PRESSURE_SOLVER_H_
