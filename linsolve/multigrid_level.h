/// One grid of the hierarchy of multigrid.h: the operator
///   (A u)_i = diagonal_i u_i - sum over faces of weight_ij u_j
/// and what is done with a plane of cells that stands, with its neighbours, in a window of planes.
///
/// On the finest grid A is that of pressure_poisson.h: weights are 1, and a byte per cell, the diagonal, is all there
/// is, since u is 0 in cells that are not fluid.  A coarser grid has a cell for every 2^d cells of the finer one, and
/// faces of `scale` times the sum of the weights of the finer ones between them, as have the faces to free cells, which
/// stand in the diagonal alone; so they are whole multiples of scale^level, and exact.
#ifndef HADAMARD_NTK_LINSOLVE_MULTIGRID_LEVEL_H_
#define HADAMARD_NTK_LINSOLVE_MULTIGRID_LEVEL_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "linalg/lanes.h"
#include "linsolve/grid.h"
#include "linsolve/grid_mask.h"
#include "linsolve/padded_planes.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

template <class T>
class MultigridLevel {
 public:
  using Window = PaddedPlanes<T>;

  explicit MultigridLevel(const GridMask& mask);
  MultigridLevel Coarser(double scale) const;

  /// A flat grid lies in x and z, so that planes are what it has many of.
  const std::array<Index, 3>& extents() const { return extents_; }
  Index nx() const { return extents_[0]; }
  Index ny() const { return extents_[1]; }
  Index nz() const { return extents_[2]; }
  Index cells() const { return nx() * ny() * nz(); }

  /// nx, ny, nz as above, and those of the next coarser grid.
  static std::array<Index, 3> Extents(const Grid& grid);
  static std::array<Index, 3> CoarserExtents(const std::array<Index, 3>& extents);
  /// What the level with these extents takes, and a window.
  static std::size_t Bytes(const std::array<Index, 3>& extents, bool finest);
  static std::size_t WindowBytes(const std::array<Index, 3>& extents, Index planes) {
    return Window::Bytes(extents[0], extents[1], planes, linalg::kLanes<T>);
  }

  Window MakeWindow(Index planes) const { return Window(nx(), ny(), planes, linalg::kLanes<T>); }
  /// Half a sweep of Gauss-Seidel: A u = f is made true, one after the other, in the cells of plane z in which
  /// x + y + z + colour is even.
  void Relax(Window& u, const Window& f, Index z, int colour) const;
  /// sum += f - A u in a row; sum has room for whole registers.
  void AddResidual(const Window& u, const Window& f, Index y, Index z, T* sum) const;
  /// u += correction in a row, where there is fluid; both have room for whole registers.
  void AddCorrection(const T* correction, Index y, Index z, Window& u) const;

 private:
  explicit MultigridLevel(const std::array<Index, 3>& extents);
  // Of the face behind a cell along an axis, and on the diagonal.
  float Weight(int axis, const std::array<Index, 3>& cell) const;
  float Diagonal(const std::array<Index, 3>& cell) const;
  template <class F>
  void ForStencil(Index z, const F& f) const;

  std::array<Index, 3> extents_;
  std::optional<PaddedPlanes<std::uint8_t>> faces_;            // of the finest
  std::optional<PaddedPlanes<float>> diagonal_;                // of the others, and ...
  std::array<std::optional<PaddedPlanes<float>>, 3> weights_;  // ... of the face behind a cell along each axis
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_MULTIGRID_LEVEL_H_
