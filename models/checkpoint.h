/// A training run in a file: all that Trainer (training.h) needs to go on as if it had not stopped.
///
/// Bytes, little-endian: "HNTKCKPT", version (u32), bytes per parameter (u32: 4 or 8), length of the rest without the
/// checksum (u64), the rest, and FNV-1a of everything before it (64 bits): it finds damage, not forgery.  The rest,
/// with counts and lengths as u64, numbers as their bits:  step, optimizer steps, configuration, names/rows/columns of
/// the segments, parameters, averages of the optimizer, counters.
///
/// WriteCheckpoint writes a temporary file in the same directory, syncs it and renames it over `path`: whoever looks,
/// after a crash too, finds the old file or all of the new one.
///
/// Both throw std::runtime_error whose what() names the path and what is wrong: not a file, not a checkpoint, another
/// version or number type, truncated, longer than it says, damaged.
#ifndef HADAMARD_NTK_MODELS_CHECKPOINT_H_
#define HADAMARD_NTK_MODELS_CHECKPOINT_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "models/matrix.h"
#include "models/optimizer.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

/// T = float or double.
template <class T>
struct Checkpoint {
  std::int64_t step = 0;            ///< the position in the schedule, and in the order of the samples
  std::string configuration{};      ///< of the run; resuming demands the same
  std::vector<Segment> segments{};  ///< names and shapes; how they start is not kept
  Vector<T> parameters{};
  typename Optimizer<T>::State optimizer{};
  std::vector<double> counters{};  ///< what else the run remembers
};

/// All of the file.
template <class T>
std::string CheckpointBytes(const Checkpoint<T>& checkpoint);

template <class T>
void WriteCheckpoint(const std::filesystem::path& path, const Checkpoint<T>& checkpoint);

template <class T>
Checkpoint<T> ReadCheckpoint(const std::filesystem::path& path);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_CHECKPOINT_H_
