#include <cstdint>
#include <cstdlib>

#include "files/fuzz_file.h"
#include "files/npy_file.h"

// A file is refused with NpyError, or is a matrix of the shape that its header says, in float and in double.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hadamard_ntk;
  static const files::FuzzFile file("input.npy");
  file.Fill(data, size);
  try {
    const files::NpyHeader header = files::ReadNpyHeader(file.path());
    const auto has_its_shape = [&](const auto& matrix) {
      return matrix.rows() == header.rows && matrix.cols() == header.cols;
    };
    if (!has_its_shape(files::ReadNpy<double>(file.path()))) std::abort();
    if (!has_its_shape(files::ReadNpy<float>(file.path()))) std::abort();
  } catch (const files::NpyError&) {
  }
  return 0;
}
