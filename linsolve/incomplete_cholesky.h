/// Incomplete Cholesky factors without fill, IC(0) [MeiVor1977], of the Poisson operator A (pressure_poisson.h):
///   M^-1 = (D + L) D^-1 (D + L)^T,   L the part of A below its diagonal,   d_i = a_ii - sum_{j < i, a_ij != 0} 1/d_j,
/// so that M^-1 and A agree where A has entries.  M is symmetric and positive definite on fluid cells, 0 elsewhere.
/// M is applied cell after cell, on one thread.
///
/// A pivot below 1e-8 a_ii, the last cell of a corridor that is one cell wide, becomes a_ii; a cell without open faces
/// has M = 0.
/// Error per application: that of the two triangular solutions, componentwise 8 eps (D + |L|) |y| each.
#ifndef HADAMARD_NTK_LINSOLVE_INCOMPLETE_CHOLESKY_H_
#define HADAMARD_NTK_LINSOLVE_INCOMPLETE_CHOLESKY_H_

#include "linsolve/grid.h"
#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

class IncompleteCholesky {
 public:
  explicit IncompleteCholesky(const GridMask& mask);

  /// M r.  Throws std::invalid_argument if r is of another grid.
  GridFunction<double> operator()(const GridFunction<double>& r) const;

  /// 1/d_i, and 0 in cells that have none.
  const GridFunction<double>& inverse_pivots() const { return inverse_; }

 private:
  GridFunction<double> inverse_;
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_INCOMPLETE_CHOLESKY_H_
