#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "files/npy_format.h"

// A header is refused with NpyError, or written again and read back it is the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hadamard_ntk::files;
  try {
    const NpyHeader header = ParseNpyHeader({reinterpret_cast<const char*>(data), size});
    const NpyHeader again = ParseNpyHeader(FormatNpyHeader(header.type, header.rows, header.cols));
    if (again.type != header.type || again.rows != header.rows || again.cols != header.cols) std::abort();
    if (header.data_offset > static_cast<std::int64_t>(size) || header.file_bytes() < header.data_offset) std::abort();
  } catch (const NpyError&) {
  }
  return 0;
}
