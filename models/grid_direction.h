/// A grid net (grid_net.h) as the direction of conjugate directions (linsolve/conjugate_directions.h) on a grid with
/// solids [KanEtAl2022]: f = net(r), r rounded to float, the net's mask being the fluid.
///
/// Throws std::invalid_argument for a grid of another dimension than the net's.
#ifndef HADAMARD_NTK_MODELS_GRID_DIRECTION_H_
#define HADAMARD_NTK_MODELS_GRID_DIRECTION_H_

#include <cstddef>

#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"
#include "models/grid_net.h"
#include "models/matrix.h"

namespace hadamard_ntk::models {

class GridDirection {
 public:
  GridDirection(const GridNet<float>& net, const linsolve::GridMask& mask);

  /// It works in memory of its own: not for two threads at once.
  linsolve::GridFunction<double> operator()(const linsolve::GridFunction<double>& r) const;

  /// Of net and memory, once it has been called.
  std::size_t Bytes() const;

 private:
  GridNet<float> net_;
  mutable GridNet<float>::Workspace workspace_;
  mutable Vector<float> in_, out_;
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_GRID_DIRECTION_H_
