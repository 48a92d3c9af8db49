/// The weights of a finite network from a file of named arrays, .npz or .safetensors: one array for each segment of the
/// parameters (models/parameters.h), of its name and its shape, rows x columns; of a segment with one column also rows.
/// Its entries are floating point of 4 or 8 bytes, rounded to the nearest T.
///
/// Throws std::invalid_argument "--weights: w.npz: segment W1: ..." for a file that cannot be read, a segment that is
/// missing or there twice, an array that is no segment, another shape or type, and an entry that is not finite in T.
#ifndef HADAMARD_NTK_TOOLS_NTK_WEIGHT_FILE_H_
#define HADAMARD_NTK_TOOLS_NTK_WEIGHT_FILE_H_

#include <Eigen/Core>
#include <ostream>
#include <vector>

#include "models/parameters.h"
#include "tools/program/matrix_file.h"

namespace hadamard_ntk::tools {

/// All values, in the order of the segments; T = float or double.  Tells `notes` in a line what was read.
template <class T>
Eigen::Matrix<T, Eigen::Dynamic, 1> ReadWeights(const InputFile& file, const std::vector<models::Segment>& segments,
                                                std::ostream& notes);

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_WEIGHT_FILE_H_
