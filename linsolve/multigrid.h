/// A multigrid V-cycle for the Poisson operator of a grid with solids (pressure_poisson.h), as a symmetric positive
/// preconditioner: M r ~ A^+ r.
///
/// Cells are aggregated 2^d at a time until no axis has more than 4 (odd ends, flat axes and any mask will do), values
/// are constant on an aggregate, residuals are summed over it.  On the way down two sweeps of Gauss-Seidel, red cells
/// (x + y + z even) before black ones, on the way up two of black before red; 80 on the coarsest grid, half of either.
/// A face of the coarser grid weighs `coarse_weight` times the sum of the finer faces within it: with 1, the Galerkin
/// operator, corrections of constants on aggregates are too short, and iterations grow with the grid; 1/2 over-corrects
/// [Braess1995] and they do not.
///
/// By itself, four cycles x += M (b - A x) leave 1e-4 of the residual of the tests' right-hand side on a box or around
/// a sphere, and 1e-3 where a fifth of the cells are solid at random.  T may be float where the vectors are double,
/// whose range must then be that of float.
///
/// A cycle passes twice over memory: a slab of planes goes through all half sweeps of a grid while it
/// is in the cache, slabs of several threads overlap.  Results are the same for any number of threads.
#ifndef HADAMARD_NTK_LINSOLVE_MULTIGRID_H_
#define HADAMARD_NTK_LINSOLVE_MULTIGRID_H_

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "linalg/lanes.h"
#include "linsolve/grid.h"
#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"
#include "linsolve/multigrid_level.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

struct MultigridOptions {
  double coarse_weight = 0.5;  ///< above 0
};

template <class T>
class Multigrid {
 public:
  /// Throws std::invalid_argument for options out of range.
  explicit Multigrid(const GridMask& mask, const MultigridOptions& options = {});

  const Grid& grid() const { return grid_; }
  int levels() const { return static_cast<int>(levels_.size()); }
  /// The memory of a hierarchy, before there is one.
  static std::size_t Bytes(const Grid& grid);

  /// z = M r; returns r.z.  S is float or double; r is 0 where there is no fluid, and z is.  Throws
  /// std::invalid_argument for functions on another grid.  It works in memory of its own: not for two threads at once.
  template <class S>
  double Apply(const GridFunction<S>& r, GridFunction<S>& z) const;
  template <class S>
  GridFunction<S> operator()(const GridFunction<S>& r) const {
    GridFunction<S> z(grid_);
    Apply(r, z);
    return z;
  }

 private:
  using Window = typename MultigridLevel<T>::Window;

  // Planes [begin, end), which one thread works on, and what it works in.
  struct Slab {
    Index begin, end;
    Window u, f;
    linalg::LaneVector<T> row;
  };
  struct Level {
    MultigridLevel<T> operation;
    std::vector<Slab> slabs;
    linalg::LaneVector<T> right, descended, solution;  // f, u on the way down, u in the end
  };

  static Index SlabHeight(const std::array<Index, 3>& extents);
  static bool Coarsest(const std::array<Index, 3>& extents);
  static Index CoarseCell(const Level& coarse, Index y, Index z);
  template <class Enter, class Leave>
  static void Wave(const Level& level, Slab& slab, Index halo, int first_colour, const Enter& enter,
                   const Leave& leave);
  template <class Right, class Emit>
  void Cycle(std::size_t l, const Right& right, const Emit& emit) const;
  void CoarseCycle(std::size_t l) const;
  template <class Right, class Emit>
  void SolveCoarsest(Level& level, const Right& right, const Emit& emit) const;
  template <class Right>
  void Descend(Level& level, Level& coarse, const Right& right) const;
  template <class Right, class Emit>
  void Ascend(Level& level, const Level& coarse, const Right& right, const Emit& emit) const;

  Grid grid_;
  mutable std::vector<Level> levels_;
};

/// The pass of linalg/operator.h.
template <class T, class S>
Eigen::VectorXd Precondition(const Multigrid<T>& m, const GridFunction<S>& r, std::optional<GridFunction<S>>& z) {
  if (!z) z.emplace(r.grid());
  return Eigen::VectorXd::Constant(1, m.Apply(r, *z));
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_MULTIGRID_H_
