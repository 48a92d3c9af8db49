#include "linsolve/grid_mask.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace hadamard_ntk::linsolve {

template <class F>
void GridMask::ForNeighbours(Index cell, const F& f) const {
  const std::array<Index, 3> at = grid_.position(cell), stride = grid_.strides();
  for (int axis = 0; axis < 3; ++axis) {
    if (at[axis] > 0) f(cell - stride[axis]);
    if (at[axis] + 1 < grid_.extents()[axis]) f(cell + stride[axis]);
  }
}

GridMask::GridMask(const Grid& grid, std::vector<Cell> cells)
    : grid_(grid), cells_(std::move(cells)), open_faces_(grid.cells(), 0), labels_(grid.cells(), -1) {
  if (static_cast<Index>(cells_.size()) != grid.cells()) {
    throw std::invalid_argument("GridMask: the grid " + Describe(grid) + " has " + std::to_string(grid.cells()) +
                                " cells, got " + std::to_string(cells_.size()));
  }
  fluid_cells_ = std::count(cells_.begin(), cells_.end(), Cell::kFluid);
  if (fluid_cells_ == 0) {
    throw std::invalid_argument("GridMask: none of the " + std::to_string(grid.cells()) + " cells is fluid");
  }
  for (Index cell = 0; cell < grid.cells(); ++cell) {
    if (!fluid(cell)) continue;
    ForNeighbours(cell, [&](Index other) { open_faces_[cell] += cells_[other] != Cell::kSolid; });
  }
  Label();
}

void GridMask::Label() {
  std::vector<std::int32_t> to_visit;
  for (Index first = 0; first < grid_.cells(); ++first) {
    if (!fluid(first) || labels_[first] >= 0) continue;
    const auto label = static_cast<std::int32_t>(components_.size());
    Component component{0, first, false};
    labels_[first] = label;
    to_visit.assign(1, static_cast<std::int32_t>(first));
    while (!to_visit.empty()) {
      const Index cell = to_visit.back();
      to_visit.pop_back();
      ++component.cells;
      ForNeighbours(cell, [&](Index other) {
        component.pinned |= cells_[other] == Cell::kFree;
        if (!fluid(other) || labels_[other] >= 0) return;
        labels_[other] = label;
        to_visit.push_back(static_cast<std::int32_t>(other));
      });
    }
    components_.push_back(component);
  }
}

std::string GridMask::DescribeComponent(Index component) const {
  const Component& of = components_[component];
  return "component " + std::to_string(component + 1) + " of " + std::to_string(components_.size()) + " (" +
         std::to_string(of.cells) + " cells, the first at " + DescribeCell(grid_, of.first) + ")";
}

}  // namespace hadamard_ntk::linsolve
