/// Two maps of fields, the second after the first, plane by plane: inner = first(field), then field = second(inner,
/// field), where a plane of each needs its neighbours of the one before.  Of `inner` only a ring of planes exists, and
/// `field` may be written in place: when plane z is written, the first has read it for the last time.
///
///   first(begin, end)    sets rows of the inner field; second(begin, end) those of the result; numbered z height + y
/// A step runs the first on some planes, and the second on those before, at once, on all threads; so many planes that
/// threads are worth starting.  In two dimensions there is one plane, and one step follows the other.
///
/// Memory: 2 steps' planes and 2.  No arithmetic is done twice.
#ifndef HADAMARD_NTK_MODELS_PLANE_SWEEP_H_
#define HADAMARD_NTK_MODELS_PLANE_SWEEP_H_

#include <algorithm>

#include "models/grid_field.h"
#include "models/row_blocks.h"

namespace hadamard_ntk::models {

/// Of a step.
inline Index SweepPlanes(const GridShape& shape) {
  constexpr Index kCells = 4096;
  return std::clamp(kCells / (shape.height * shape.width), Index{1}, shape.depth);
}

/// GridField's for the inner values, of border 1; 0 if all planes are needed.
inline Index SweepRing(const GridShape& shape) {
  const Index ring = 2 * SweepPlanes(shape) + 2;
  return shape.dimension == 2 || ring >= shape.depth + 2 ? 0 : ring;
}

/// work: of a row of either map, as in row_blocks.h.
template <class T, class First, class Second>
void Sweep(GridField<T>& inner, Index work, const First& first, const Second& second) {
  const GridShape& shape = inner.shape();
  const Index height = shape.height;
  if (shape.dimension == 2) {
    ForEachBlockOfRows(height, work, first);
    return ForEachBlockOfRows(height, work, second);
  }
  const Index planes = SweepPlanes(shape);
  // The planes before the first and after the last are of the border; in a ring others were there before.
  const auto clear = [&inner](Index z) {
    const GridView<T> view = inner.view();
    for (Index y = 0; view.ring && y < inner.shape().height; ++y) {
      std::fill_n(view.Cell(z, y, 0), inner.shape().width * inner.channels(), T{0});
    }
  };
  clear(-1);
  for (Index z = 0; z < shape.depth + 1 + planes; z += planes) {
    if (z <= shape.depth && shape.depth < z + planes) clear(shape.depth);
    const Index begin = std::min(z, shape.depth) * height, count = std::min(z + planes, shape.depth) * height - begin;
    const Index lag = std::clamp(z - planes - 1, Index{0}, shape.depth) * height;
    const Index lag_count = std::clamp(z - 1, Index{0}, shape.depth) * height - lag;
    ForEachBlockOfRows(count + lag_count, work, [&](Index from, Index to) {
      if (from < count) first(begin + from, begin + std::min(to, count));
      if (to > count) second(lag + std::max(from, count) - count, lag + to - count);
    });
  }
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_PLANE_SWEEP_H_
