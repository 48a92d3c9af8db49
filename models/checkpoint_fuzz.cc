#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "files/fuzz_file.h"
#include "models/checkpoint.h"
#include "models/checkpoint_testing.h"

namespace {

using namespace hadamard_ntk;

template <class T>
void Read(const files::FuzzFile& file) {
  try {
    const models::Checkpoint<T> checkpoint = models::ReadCheckpoint<T>(file.path());
    models::Index parameters = 0;
    for (const models::Segment& segment : checkpoint.segments) parameters += segment.size();
    if (checkpoint.parameters.size() != parameters) std::abort();
  } catch (const std::runtime_error&) {
  }
}

}  // namespace

// A file is refused with std::runtime_error, or has the parameters of its segments.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const files::FuzzFile file("input.ckpt");
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  for (const std::string& input : {bytes, models::MendedCheckpoint(bytes)}) {
    file.Fill(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    Read<float>(file);
    Read<double>(file);
  }
  return 0;
}
