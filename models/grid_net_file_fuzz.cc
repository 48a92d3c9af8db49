#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "files/fuzz_file.h"
#include "models/checkpoint_testing.h"
#include "models/grid_net.h"
#include "models/grid_net_file.h"

namespace {

using namespace hadamard_ntk;

void Fill(const files::FuzzFile& file, const std::string& bytes) {
  file.Fill(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

template <class T>
void Read(const files::FuzzFile& file, const std::string& bytes) {
  Fill(file, bytes);
  std::string written;
  try {
    const models::GridNet<T> net = models::ReadGridNet<T>(file.path());
    if (!net.parameters().values().allFinite()) std::abort();
    written = models::GridNetBytes(net);
  } catch (const std::runtime_error&) {
    return;
  }
  Fill(file, written);
  if (models::GridNetBytes(models::ReadGridNet<T>(file.path())) != written) std::abort();
}

}  // namespace

// A file is refused with std::runtime_error, or gives a net of finite weights, which is written and read as it is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const files::FuzzFile file("input.net");
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  for (const std::string& input : {bytes, models::MendedCheckpoint(bytes)}) {
    Read<float>(file, input);
    Read<double>(file, input);
  }
  return 0;
}
