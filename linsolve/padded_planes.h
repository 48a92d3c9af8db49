/// Numbers for the cells of some planes of a grid, every row with a margin of zeros before and behind it, every plane
/// with a row of zeros on either side: a cell at an end of the grid has neighbours like any other.
#ifndef HADAMARD_NTK_LINSOLVE_PADDED_PLANES_H_
#define HADAMARD_NTK_LINSOLVE_PADDED_PLANES_H_

#include <algorithm>
#include <cstddef>

#include "linalg/lanes.h"
#include "linsolve/grid.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

template <class N>
class PaddedPlanes {
 public:
  /// Zeros.  `margin`: numbers around a row; rows are made as long as a multiple of it.
  PaddedPlanes(Index nx, Index ny, Index planes, Index margin)
      : margin_(margin),
        stride_(Stride(nx, margin)),
        plane_((ny + 2) * stride_),
        planes_(planes),
        numbers_(planes * plane_ + margin) {}
  /// Of such planes.
  static std::size_t Bytes(Index nx, Index ny, Index planes, Index margin) {
    return (planes * (ny + 2) * Stride(nx, margin) + margin) * sizeof(N);
  }

  /// Planes are taken modulo their number; -1 is the last.
  N* row(Index y, Index z) { return numbers_.data() + Offset(y, z); }
  const N* row(Index y, Index z) const { return numbers_.data() + Offset(y, z); }
  Index stride() const { return stride_; }
  /// Makes all of a plane zero.
  void Clear(Index z) { std::fill_n(row(-1, z) - margin_, plane_, N(0)); }

 private:
  static Index Stride(Index nx, Index margin) { return margin + (nx + margin - 1) / margin * margin; }
  Index Offset(Index y, Index z) const {
    const Index plane = z < 0 ? z + planes_ : z < planes_ ? z : z % planes_;
    return plane * plane_ + (y + 1) * stride_ + margin_;
  }

  Index margin_, stride_, plane_, planes_;
  linalg::LaneVector<N> numbers_;
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_PADDED_PLANES_H_
