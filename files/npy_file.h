/// Matrices of float or double in .npy files (npy_format.h).
///
/// ReadNpy takes every array that npy_format.h reads, in C and Fortran order; numbers are rounded to the nearest T.  A
/// file must hold exactly what its header says.  Memory beside the result: a few MB, or one row.  ParseNpy does the
/// same with the bytes of such a file; its errors do not name a path. WriteNpy writes C order, '<f4' or '<f8', of the
/// matrix's shape or of more axes, whose lengths after the first have the columns as product; or labels as an array
/// '<i8' of rank 1.  Whoever looks at `path`, also after a crash, finds the earlier file or all of
/// the new one: a temporary file in the same directory is written, synced, and renamed over it.
///
/// Throws NpyError naming the path: a file that cannot be read or is none, whatever ParseNpyHeader refuses, more or
/// fewer bytes than the header says, a double beyond the range of float.  Not a number and infinity are read as they
/// are.  WriteNpy throws std::system_error naming the path and the reason, such as a full disk; the earlier file is
/// then untouched and the temporary one removed.  std::invalid_argument for a shape that is not the matrix's.
#ifndef HADAMARD_NTK_FILES_NPY_FILE_H_
#define HADAMARD_NTK_FILES_NPY_FILE_H_

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "files/npy_format.h"
#include "linalg/vector_flags.h"

namespace hadamard_ntk::files {

/// What the file says it holds; it has that many bytes.
NpyHeader ReadNpyHeader(const std::filesystem::path& path);

/// T = float or double.
template <class T>
Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> ReadNpy(const std::filesystem::path& path);

template <class T>
Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> ParseNpy(std::string_view bytes);

void WriteNpy(const std::filesystem::path& path, const Eigen::Ref<const Eigen::MatrixXf>& matrix,
              std::vector<std::int64_t> shape = {});
void WriteNpy(const std::filesystem::path& path, const Eigen::Ref<const Eigen::MatrixXd>& matrix,
              std::vector<std::int64_t> shape = {});
void WriteNpy(const std::filesystem::path& path, std::span<const std::int64_t> labels);

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_NPY_FILE_H_
