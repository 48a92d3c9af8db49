/// How many iterations a method takes: conjugate directions with a net, or one of the baselines,
///   "cg"         conjugate gradients             "jacobi", "ic"   preconditioned by the diagonal, by IC(0)
///   "multigrid"  by one multigrid cycle          "deflated"       with 16 Ritz vectors of the box
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_ITERATION_COUNTS_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_ITERATION_COUNTS_H_

#include <functional>
#include <string>
#include <vector>

#include "experiments/conjugate_directions/poisson_problems.h"
#include "experiments/shared/names.h"
#include "linsolve/grid_mask.h"

namespace hadamard_ntk::experiments {

struct CountOptions {
  double tolerance = 1e-6;
  int max = 100;
  int stored = 2;
};

/// Relative residuals, at the start and after each iteration.
struct History {
  std::vector<double> residuals = {};
  int residual_directions = 0;  ///< where r took the net's place
  bool failed = false;          ///< no direction, or diverged: it ends before its time
};

/// The first iteration with a residual <= tolerance; the number of those tried + 1 if there is none, of a method that
/// failed too: `max` + 1 then.
int IterationsTo(double tolerance, const History& history);

/// Throws std::invalid_argument for b out of the range.
History CountIterations(const linsolve::GridMask& mask,
                        const std::function<GridVector(const GridVector&)>& f, const GridVector& b,
                        const CountOptions& options);

/// A baseline on one domain, made once for many right-hand sides.  Throws std::invalid_argument for another name.
std::function<History(const GridVector& b, double tolerance)> Baseline(const std::string& name,
                                                                       const linsolve::GridMask& mask);
/// The preconditioner of "cg", "jacobi", "ic" or "multigrid" as a direction.
std::function<GridVector(const GridVector&)> PreconditionerOf(const std::string& name, const linsolve::GridMask& mask);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_ITERATION_COUNTS_H_
