/// A Poisson system (linsolve/pressure_poisson.h) in files: arrays of two or three axes, .npy or a member of .npz
/// (tools/program/matrix_file.h).  Axis 0 is x of linsolve/grid.h, so that cells in messages are indices of the array.
///
/// What is wrong with a file throws std::invalid_argument that names flag, file and place: an array of other axes, a
/// mask that is not 0, 1 or 2 everywhere or has no fluid, a right-hand side out of the range of the operator.
#ifndef HADAMARD_NTK_TOOLS_POISSON_POISSON_FILES_H_
#define HADAMARD_NTK_TOOLS_POISSON_POISSON_FILES_H_

#include <optional>
#include <ostream>

#include "linsolve/grid.h"
#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"
#include "tools/program/matrix_file.h"

namespace hadamard_ntk::tools {

/// The cells of an array.
linsolve::Grid GridOf(const InputFile& file);

/// 0 is solid, 1 fluid, 2 free; without a file all is fluid.  The file has the shape of `rhs`.
linsolve::GridMask ReadMask(const std::optional<InputFile>& file, const InputFile& rhs, std::ostream& notes);

/// b.  With `project` it is made to lie in the range (RemoveMeans of linsolve/component_means.h).  Without, it must lie
/// there to rounding of the type it is stored in, and that rounding is taken out.
linsolve::GridFunction<double> ReadRightHandSide(const InputFile& file, const linsolve::GridMask& mask, bool project,
                                                 std::ostream& notes);

/// x as an array of that shape.
void Write(const OutputFile& output, const InputFile& shape, const linsolve::GridFunction<double>& x);

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_POISSON_POISSON_FILES_H_
