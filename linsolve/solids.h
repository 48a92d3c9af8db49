/// Boxes with solids in them.  Positions are those of the centres of cells, (i + 1/2) along each axis, less the middle
/// of the box; so in two dimensions the third is 0, and a sphere is a disc.
#ifndef HADAMARD_NTK_LINSOLVE_SOLIDS_H_
#define HADAMARD_NTK_LINSOLVE_SOLIDS_H_

#include <array>
#include <cstdint>
#include <functional>

#include "linsolve/grid_mask.h"

namespace hadamard_ntk::linsolve {

/// Solid where `inside` is true; `position` is relative to the middle of the box.
GridMask WithSolid(const Grid& grid, const std::function<bool(const std::array<double, 3>& position)>& inside);
/// |position| <= radius.
GridMask WithSphere(const Grid& grid, double radius);
/// |position_k| <= half_side for every axis k.
GridMask WithCube(const Grid& grid, double half_side);
/// Within `minor` of the circle of radius `major` about the middle in the plane of x and y.
GridMask WithTorus(const Grid& grid, double major, double minor);
/// Each cell solid with this probability, independently; the same cells for the same seed on every machine.
GridMask WithRandomSolids(const Grid& grid, double fraction, std::uint64_t seed);

}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_SOLIDS_H_
