/// For fuzz targets of what is read from checkpoints (checkpoint.h).
#ifndef HADAMARD_NTK_MODELS_CHECKPOINT_TESTING_H_
#define HADAMARD_NTK_MODELS_CHECKPOINT_TESTING_H_

#include <cstdint>
#include <cstring>
#include <string>

#include "files/checksum.h"

namespace hadamard_ntk::models {

/// The bytes with the length and the checksum that they should have, so that what lies behind them is reached.
inline std::string MendedCheckpoint(std::string bytes) {
  constexpr std::size_t kHeader = 24, kNumber = sizeof(std::uint64_t);
  if (bytes.size() < kHeader + kNumber) return bytes;
  const std::uint64_t length = bytes.size() - kHeader - kNumber;
  std::memcpy(bytes.data() + kHeader - kNumber, &length, kNumber);
  const std::uint64_t checksum = files::Fnv1a({bytes.data(), bytes.size() - kNumber});
  std::memcpy(bytes.data() + bytes.size() - kNumber, &checksum, kNumber);
  return bytes;
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_CHECKPOINT_TESTING_H_
