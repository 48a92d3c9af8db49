/// What each cell of a grid is, and which cells are connected.
///
/// A fluid cell carries an unknown.  A solid cell carries none, and no face of it is open; neither is a face at the end
/// of the grid.  A free cell carries none either, but its value is 0 and its faces to fluid cells are open (a Dirichlet
/// condition, the free surface of a liquid).  Fluid cells are of one component if open faces between fluid cells
/// connect them; a component that touches a free cell is pinned: no constant on it is in the null space.
#ifndef HADAMARD_NTK_LINSOLVE_GRID_MASK_H_
#define HADAMARD_NTK_LINSOLVE_GRID_MASK_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "linsolve/grid.h"

namespace hadamard_ntk::linsolve {

enum class Cell : std::uint8_t { kSolid, kFluid, kFree };

class GridMask {
 public:
  struct Component {
    Index cells;  ///< at least 1
    Index first;  ///< the cell of it with the smallest number
    bool pinned;
  };

  /// Throws std::invalid_argument if the number of cells is not the grid's or none of them is fluid.
  GridMask(const Grid& grid, std::vector<Cell> cells);
  /// All cells fluid.
  explicit GridMask(const Grid& grid) : GridMask(grid, std::vector<Cell>(grid.cells(), Cell::kFluid)) {}

  const Grid& grid() const { return grid_; }
  const std::vector<Cell>& cells() const { return cells_; }
  bool fluid(Index cell) const { return cells_[cell] == Cell::kFluid; }
  Index fluid_cells() const { return fluid_cells_; }
  /// The number of open faces of each fluid cell, 0 for others: the diagonal of the Poisson operator.
  const std::vector<std::uint8_t>& open_faces() const { return open_faces_; }

  const std::vector<Component>& components() const { return components_; }
  /// Which component a cell is of; -1 if it is not fluid.
  std::int32_t component(Index cell) const { return labels_[cell]; }
  /// "component 1 of 2 (12 cells, the first at (0, 3, 1))".
  std::string DescribeComponent(Index component) const;

 private:
  template <class F>
  void ForNeighbours(Index cell, const F& f) const;
  void Label();

  Grid grid_;
  std::vector<Cell> cells_;
  Index fluid_cells_ = 0;
  std::vector<std::uint8_t> open_faces_;
  std::vector<Component> components_;
  std::vector<std::int32_t> labels_;
};

}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_GRID_MASK_H_
