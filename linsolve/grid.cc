#include "linsolve/grid.h"

#include <limits>
#include <stdexcept>

namespace hadamard_ntk::linsolve {
namespace {

std::string Join(const std::array<Index, 3>& numbers, int count, const std::string& separator) {
  std::string text;
  for (int axis = 0; axis < count; ++axis) text += (axis > 0 ? separator : "") + std::to_string(numbers[axis]);
  return text;
}

}  // namespace

Grid::Grid(const std::vector<Index>& extents) : dimension_(static_cast<int>(extents.size())), extents_{1, 1, 1} {
  if (dimension_ != 2 && dimension_ != 3) {
    throw std::invalid_argument("Grid: there must be 2 or 3 extents, got " + std::to_string(dimension_));
  }
  Index room = std::numeric_limits<std::int32_t>::max();
  for (int axis = 0; axis < dimension_; ++axis) {
    if (extents[axis] < 1 || extents[axis] > room) {
      throw std::invalid_argument("Grid: extents must be at least 1 and their product below 2^31, got " +
                                  std::to_string(extents[axis]) + " along axis " + std::to_string(axis));
    }
    extents_[axis] = extents[axis];
    room /= extents[axis];
  }
}

std::string Describe(const Grid& grid) { return Join(grid.extents(), grid.dimension(), " x "); }

std::string DescribeCell(const Grid& grid, Index cell) {
  return "(" + Join(grid.position(cell), grid.dimension(), ", ") + ")";
}

}  // namespace hadamard_ntk::linsolve
