/// Deflation (deflation.h) of the Poisson operator by the lowest modes of the box (cosine_basis.h), less what is not
/// fluid and each component's mean: 16, or an eighth of the fluid cells if that is less.
///
/// Throws std::invalid_argument where these are dependent on the fluid, as in domains of a few cells.
#ifndef HADAMARD_NTK_LINSOLVE_BOX_DEFLATION_H_
#define HADAMARD_NTK_LINSOLVE_BOX_DEFLATION_H_

#include <cstddef>

#include "linsolve/deflation.h"
#include "linsolve/grid.h"
#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

Deflation<GridFunction<double>> BoxDeflation(const GridMask& mask);

/// The memory it takes at most, while it is made.
std::size_t BoxDeflationBytes(const Grid& grid);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_BOX_DEFLATION_H_
