#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

// Two faults: one input ends the program, one an exception.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input == "abort") std::abort();
  if (input == "throw") throw std::logic_error("planted");
  return 0;
}
