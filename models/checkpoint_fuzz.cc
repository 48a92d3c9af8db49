#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

#include "files/checksum.h"
#include "files/fuzz_file.h"
#include "models/checkpoint.h"

namespace {

using namespace hadamard_ntk;

// The input with the length and the checksum that it should have, so that what lies behind them is reached.
std::string Mended(std::string bytes) {
  constexpr std::size_t kHeader = 24, kNumber = sizeof(std::uint64_t);
  if (bytes.size() < kHeader + kNumber) return bytes;
  const std::uint64_t length = bytes.size() - kHeader - kNumber;
  std::memcpy(bytes.data() + kHeader - kNumber, &length, kNumber);
  const std::uint64_t checksum = files::Fnv1a({bytes.data(), bytes.size() - kNumber});
  std::memcpy(bytes.data() + bytes.size() - kNumber, &checksum, kNumber);
  return bytes;
}

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
  for (const std::string& input : {bytes, Mended(bytes)}) {
    file.Fill(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    Read<float>(file);
    Read<double>(file);
  }
  return 0;
}
