/// The methods of //tools:poisson: conjugate gradients, plain ("cg"), preconditioned by the diagonal ("jacobi"), by
/// IC(0) ("ic0"), by a multigrid cycle in float ("multigrid"), deflated of the box's lowest modes ("deflation"); and
/// conjugate directions with a trained net ("net"), two of them stored.
#ifndef HADAMARD_NTK_TOOLS_POISSON_POISSON_METHOD_H_
#define HADAMARD_NTK_TOOLS_POISSON_POISSON_METHOD_H_

#include <optional>
#include <string>
#include <vector>

#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"
#include "linsolve/pressure_solver.h"
#include "models/grid_direction.h"

namespace hadamard_ntk::tools {

struct PoissonMethod {
  std::string name;
  std::optional<models::GridDirection> net = {};  ///< of "net"
};

const std::vector<std::string>& MethodNames();

/// The memory it takes at most, beside that of mask and b.
double MethodBytes(const PoissonMethod& method, const linsolve::Grid& grid);

struct PoissonSolution {
  linsolve::GridFunction<double> x;  ///< of mean 0 over each component that is not pinned
  int iterations;
  double relative_residual;  ///< |b - A x| / |b|, computed anew
  double setup_seconds, seconds;
};

/// b is in the range of the operator.  Throws linalg::NotConverged (linalg/diverged.h) naming method, iterations and
/// residual where the method diverges, breaks down, or does not reach the tolerance; std::invalid_argument where it is
/// not for this mask.
PoissonSolution SolvePoisson(const PoissonMethod& method, const linsolve::GridMask& mask,
                             const linsolve::GridFunction<double>& b, const linsolve::PressureSolverOptions& options);

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_POISSON_POISSON_METHOD_H_
