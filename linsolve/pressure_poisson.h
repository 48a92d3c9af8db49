/// The Poisson operator of a grid with solids, without a matrix:
///   (A v)_i = sum over the open faces of fluid cell i of (v_i - v_j),  v_j = 0 in free cells (grid_mask.h),
/// without the factor 1/h^2.  Symmetric, positive semidefinite; its null space are the constants on each component that
/// is not pinned.
///
/// v must be 0 in cells that are not fluid, and A v is.  Error per cell: 8 eps_T sum_j (|v_i| + |v_j|).
#ifndef HADAMARD_NTK_LINSOLVE_PRESSURE_POISSON_H_
#define HADAMARD_NTK_LINSOLVE_PRESSURE_POISSON_H_

#include <cstdint>
#include <vector>

#include "linsolve/grid.h"
#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

/// T is float or double.
template <class T>
class PressurePoisson {
 public:
  explicit PressurePoisson(const GridMask& mask);

  const Grid& grid() const { return grid_; }
  /// Diagonal of A; 0 in cells that are not fluid.
  const std::vector<std::uint8_t>& diagonal() const { return diagonal_; }

  /// Throws std::invalid_argument if v is of another grid, as all functions below.
  GridFunction<T> operator()(const GridFunction<T>& v) const;
  void Multiply(const GridFunction<T>& v, GridFunction<T>& product) const;

 private:
  void ProductOfRow(const GridFunction<T>& v, Index row, T* product) const;
  void Check(const GridFunction<T>& v) const;

  Grid grid_;
  std::vector<std::uint8_t> diagonal_;
  linalg::LaneVector<T> zeros_;  // the row beyond the first and the last
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_PRESSURE_POISSON_H_
