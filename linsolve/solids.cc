#include "linsolve/solids.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "linalg/uniform_draw.h"

namespace hadamard_ntk::linsolve {

GridMask WithSolid(const Grid& grid, const std::function<bool(const std::array<double, 3>& position)>& inside) {
  std::vector<Cell> cells(grid.cells(), Cell::kFluid);
  for (Index cell = 0; cell < grid.cells(); ++cell) {
    std::array<double, 3> position;
    for (int axis = 0; axis < 3; ++axis) {
      position[axis] =
          static_cast<double>(grid.position(cell)[axis]) + 0.5 - static_cast<double>(grid.extents()[axis]) / 2;
    }
    if (inside(position)) cells[cell] = Cell::kSolid;
  }
  return GridMask(grid, std::move(cells));
}

GridMask WithSphere(const Grid& grid, double radius) {
  return WithSolid(grid, [=](const auto& at) { return std::hypot(at[0], at[1], at[2]) <= radius; });
}

GridMask WithCube(const Grid& grid, double half_side) {
  return WithSolid(grid, [=](const auto& at) {
    return std::ranges::all_of(at, [=](double coordinate) { return std::abs(coordinate) <= half_side; });
  });
}

GridMask WithTorus(const Grid& grid, double major, double minor) {
  return WithSolid(grid, [=](const auto& at) { return std::hypot(std::hypot(at[0], at[1]) - major, at[2]) <= minor; });
}

GridMask WithRandomSolids(const Grid& grid, double fraction, std::uint64_t seed) {
  if (!(fraction >= 0 && fraction < 1)) {
    throw std::invalid_argument("WithRandomSolids: the fraction must be at least 0 and below 1, got " +
                                fmt::to_string(fraction));
  }
  std::mt19937_64 random(seed);
  return WithSolid(grid, [&](const auto&) { return linalg::UniformDraw(random) < fraction; });
}

}  // namespace hadamard_ntk::linsolve
