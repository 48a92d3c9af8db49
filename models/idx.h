/// IDX files, the format of MNIST [LecEtAl1998]: arrays of bytes, plain or gzip.
///   bytes 0, 1: zero;  2: the type, 8 for unsigned bytes, no other is read;  3: the number of axes, 1..4;
///   then the length of each axis, 4 bytes, most significant first;  then the entries, last axis fastest.
/// Throws std::runtime_error that names the path, and what is wrong where: a file that cannot be read, another magic
/// number, more than 2^31 entries, fewer or more bytes than the lengths say, a damaged gzip stream.  Memory stays
/// within what the file holds, whatever it claims.
#ifndef HADAMARD_NTK_MODELS_IDX_H_
#define HADAMARD_NTK_MODELS_IDX_H_

#include <cstdint>
#include <filesystem>
#include <vector>

#include "models/matrix.h"

namespace hadamard_ntk::models {

struct IdxArray {
  std::vector<Index> lengths;
  std::vector<std::uint8_t> entries;
};

IdxArray ReadIdx(const std::filesystem::path& path);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_IDX_H_
