#include <cstdint>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <stdexcept>

#include "files/fuzz_file.h"
#include "files/idx.h"

// A file is refused with std::runtime_error, or has the entries that its lengths say.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hadamard_ntk;
  static const files::FuzzFile file("input-idx-ubyte");
  file.Fill(data, size);
  try {
    const files::IdxArray array = files::ReadIdx(file.path());
    const std::ptrdiff_t entries =
        std::accumulate(array.lengths.begin(), array.lengths.end(), std::ptrdiff_t{1}, std::multiplies());
    if (entries != static_cast<std::ptrdiff_t>(array.entries.size())) std::abort();
  } catch (const std::runtime_error&) {
  }
  return 0;
}
