/// Where a linear solver diverges: its relative residual is no longer a number, or above 1e6, while that of conjugate
/// gradients reaches the root of a condition number at most.
#ifndef HADAMARD_NTK_LINSOLVE_DIVERGED_H_
#define HADAMARD_NTK_LINSOLVE_DIVERGED_H_

#include <string>

#include "linalg/diverged.h"

namespace hadamard_ntk::linsolve {

using linalg::Diverged;

/// Throws Diverged unless residual <= 1e6.
inline void RequireNotDiverged(const std::string& what, int iteration, double residual) {
  if (!(residual <= 1e6)) throw Diverged(what, iteration, residual, "relative residual");
}

}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_DIVERGED_H_
