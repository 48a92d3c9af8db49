/// The cells of a mask (grid_mask.h) as numbers, in arrays and files: 0 is solid, 1 fluid, 2 free.
#ifndef HADAMARD_NTK_LINSOLVE_CELL_NUMBER_H_
#define HADAMARD_NTK_LINSOLVE_CELL_NUMBER_H_

#include <optional>

#include "linsolve/grid_mask.h"

namespace hadamard_ntk::linsolve {

/// For messages.
inline constexpr char kCellNumbers[] = "0 (solid), 1 (fluid) or 2 (free)";

/// None of another number.
inline std::optional<Cell> CellOf(double number) {
  for (const Cell cell : {Cell::kSolid, Cell::kFluid, Cell::kFree}) {
    if (number == static_cast<int>(cell)) return cell;
  }
  return std::nullopt;
}

}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_CELL_NUMBER_H_
