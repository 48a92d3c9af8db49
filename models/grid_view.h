/// Where the numbers of a grid of cells and channels are: channel k of cell (z, y, x) is at[z plane + y row + x cell +
/// k]. With a ring, plane z is stored at place (z + shift) mod ring: a sweep over z needs a few planes only.
#ifndef HADAMARD_NTK_MODELS_GRID_VIEW_H_
#define HADAMARD_NTK_MODELS_GRID_VIEW_H_

#include "models/matrix.h"

namespace hadamard_ntk::models {

/// T may be const.
template <class T>
struct GridView {
  T* at = nullptr;
  Index plane = 0, row = 0, cell = 0;
  Index ring = 0, shift = 0;  ///< 0: none

  Index PlaneOffset(Index z) const { return (ring ? (z + shift) % ring : z) * plane; }
  T* Cell(Index z, Index y, Index x) const { return at + PlaneOffset(z) + y * row + x * cell; }
  operator GridView<const T>() const { return {at, plane, row, cell, ring, shift}; }
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_GRID_VIEW_H_
