/// How many iterations a method takes: conjugate directions with a net, or one of the baselines,
///   "cg"         conjugate gradients
///   "jacobi"     preconditioned by the diagonal,   "ic"   by IC(0),   "multigrid"   by one multigrid cycle
///   "deflated"   of the box's 16 lowest modes (the authors': of 16 Ritz vectors)
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_ITERATION_COUNTS_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_ITERATION_COUNTS_H_

#include <functional>
#include <string>
#include <vector>

#include "experiments/conjugate_directions/poisson_problems.h"
#include "experiments/shared/names.h"
#include "linsolve/grid_mask.h"

namespace hadamard_ntk::experiments {

using Direction = std::function<GridVector(const GridVector&)>;

struct CountOptions {
  double tolerance = 1e-6;
  int max = 100;
  int stored = 2;
};

/// Relative residuals, at the start and after each iteration.
struct History {
  std::vector<double> residuals = {};
  int max = 0;                  ///< iterations that were allowed
  int residual_directions = 0;  ///< where r took f's place
};

/// The first iteration with a residual <= tolerance; max + 1 if there is none.
int IterationsTo(double tolerance, const History& history);

/// The same with a fraction of the last iteration, as if the residual fell evenly in it, on a logarithmic scale: a
/// residual at the tolerance does not move a mean of few right-hand sides by its rounding.
double FractionalIterationsTo(double tolerance, const History& history);

/// Conjugate directions; where f gives no direction or the residual diverges, the history ends.
/// Throws std::invalid_argument for b out of the range of the operator.
History CountIterations(const linsolve::GridMask& mask, const Direction& f, const GridVector& b,
                        const CountOptions& options);

/// The preconditioner of "cg", "jacobi", "ic" or "multigrid".  Throws std::invalid_argument for another name.
Direction PreconditionerOf(const std::string& name, const linsolve::GridMask& mask);

/// A baseline on one domain, made once for many right-hand sides: its residuals down to a tolerance, in at most 10,000
/// iterations.  Throws std::invalid_argument for another name, and for b out of the range of the operator.
using Solver = std::function<History(const GridVector& b, double tolerance)>;
Solver Baseline(const std::string& name, const linsolve::GridMask& mask);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_ITERATION_COUNTS_H_
