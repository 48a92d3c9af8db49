/// Named arrays in the safetensors format of PyTorch's users [Safetensors], in memory:
///   8 bytes, the length of the header, little-endian;  the header, JSON, maybe padded with spaces:
///     {"W1": {"dtype": "F32", "shape": [3, 4], "data_offsets": [0, 48]}, ..., "__metadata__": {"text": "text"}};
///   the entries, little-endian in C order; offsets count from their first byte.
/// Read: F32 and F64.  The arrays have to tile the data: none overlap, nothing lies between them or after them.
///
/// Throws std::invalid_argument saying what is wrong, with the array's name: a file or header that breaks off or is
/// longer than 100 MB, what is not such a JSON object, a name or key twice, another dtype, a negative length or more
/// than eight, a size that overflows or is not that of the shape, offsets out of order, out of range or that leave a
/// gap.
#ifndef HADAMARD_NTK_FILES_SAFETENSORS_H_
#define HADAMARD_NTK_FILES_SAFETENSORS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "files/npy_format.h"

namespace hadamard_ntk::files {

struct Safetensor {
  std::string name;
  NpyType type;  ///< for DecodeNpy
  std::vector<std::int64_t> shape;
  std::string_view bytes;  ///< of its entries, in the file
};

/// All arrays, in the order of their data.  They point into `file`.
std::vector<Safetensor> ParseSafetensors(std::string_view file);

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_SAFETENSORS_H_
