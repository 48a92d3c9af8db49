/// The range of the Poisson operator (pressure_poisson.h): functions whose sum over each component that is not pinned
/// is 0.
#ifndef HADAMARD_NTK_LINSOLVE_COMPONENT_MEANS_H_
#define HADAMARD_NTK_LINSOLVE_COMPONENT_MEANS_H_

#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

/// Subtracts from b its mean over each component that is not pinned, and makes it 0 in cells that are not fluid.
template <class T>
void RemoveMeans(const GridMask& mask, GridFunction<T>& b);

/// Throws std::invalid_argument if b is of another grid; has a value that is not finite, or not 0 in a cell that is not
/// fluid (naming the cell); or if its sum over a component that is not pinned is more than rounding explains: 64 eps_T
/// (sum |b| there + max |b| anywhere), since means leave of nearly equal values little but the rounding of larger ones
/// (naming the component and the sum).
template <class T>
void RequireInRange(const GridMask& mask, const GridFunction<T>& b);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_COMPONENT_MEANS_H_
