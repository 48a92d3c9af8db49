#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "files/safetensors.h"

// A file is refused with std::invalid_argument, or its arrays tile the data, each as long as its shape says.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hadamard_ntk::files;
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  try {
    std::string_view rest;
    for (const Safetensor& tensor : ParseSafetensors(file)) {
      std::int64_t bytes = tensor.type.size;
      for (const std::int64_t length : tensor.shape) bytes *= length;
      if (bytes != static_cast<std::int64_t>(tensor.bytes.size())) std::abort();
      if (tensor.bytes.data() < file.data() || tensor.bytes.data() + bytes > file.data() + size) std::abort();
      if (rest.data() != nullptr && tensor.bytes.data() != rest.data()) std::abort();
      rest = {tensor.bytes.data() + bytes, 0};
    }
    if (rest.data() != nullptr && rest.data() != file.data() + size) std::abort();
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
