#include "linsolve/incomplete_cholesky.h"

#include <stdexcept>
#include <vector>

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

constexpr double kLeastPivot = 1e-8;

// The sum of v over the neighbours of a cell that come before it (direction -1) or after it (1).  v is 0 where there is
// no unknown, so solids need no question.
template <Index direction>
double NeighbourSum(const GridFunction<double>& v, Index cell, const std::array<Index, 3>& position) {
  const Grid& grid = v.grid();
  double sum = 0;
  for (int axis = 0; axis < 3; ++axis) {
    const Index at = position[axis] + direction;
    if (at >= 0 && at < grid.extents()[axis]) sum += v[cell + direction * grid.strides()[axis]];
  }
  return sum;
}

// f(cell, position) for all cells, first to last or last to first.
template <Index direction, class F>
void Sweep(const Grid& grid, const F& f) {
  const Index cells = grid.cells(), nx = grid.nx();
  for (Index i = 0; i < cells; i += nx) {
    const Index row = direction > 0 ? i : cells - nx - i;
    std::array<Index, 3> position = grid.position(row);
    for (Index k = 0; k < nx; ++k) {
      position[0] = direction > 0 ? k : nx - 1 - k;
      f(row + position[0], position);
    }
  }
}

}  // namespace

IncompleteCholesky::IncompleteCholesky(const GridMask& mask) : inverse_(mask.grid()) {
  Sweep<1>(mask.grid(), [&](Index cell, const std::array<Index, 3>& position) {
    const double diagonal = mask.open_faces()[cell];
    if (diagonal == 0) return;
    const double pivot = diagonal - NeighbourSum<-1>(inverse_, cell, position);
    inverse_[cell] = 1 / (pivot < kLeastPivot * diagonal ? diagonal : pivot);
  });
}

GridFunction<double> IncompleteCholesky::operator()(const GridFunction<double>& r) const {
  if (r.grid() != inverse_.grid()) {
    throw std::invalid_argument("IncompleteCholesky: the mask's grid is " + Describe(inverse_.grid()) +
                                ", the function's " + Describe(r.grid()));
  }
  GridFunction<double> z(r.grid());
  Sweep<1>(r.grid(), [&](Index cell, const std::array<Index, 3>& position) {
    z[cell] = inverse_[cell] * (r[cell] + NeighbourSum<-1>(z, cell, position));
  });
  Sweep<-1>(r.grid(), [&](Index cell, const std::array<Index, 3>& position) {
    z[cell] += inverse_[cell] * NeighbourSum<1>(z, cell, position);
  });
  return z;
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve
