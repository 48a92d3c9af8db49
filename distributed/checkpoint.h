/// What a regression (regression.h) that was broken off goes on from, on as many ranks as there are then: its state so
/// far in a file PATH.R.start.npy, whole or not there (npy_rows.h), R the 16 digits of the fingerprint of its system.
#ifndef HADAMARD_NTK_DISTRIBUTED_CHECKPOINT_H_
#define HADAMARD_NTK_DISTRIBUTED_CHECKPOINT_H_

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <string>

#include "distributed/row_blocks.h"

namespace hadamard_ntk::distributed {

/// Of X, Y (this rank's rows) and a text that says the kernel and the ridge: FNV-1a (files/checksum.h) of the blocks'
/// and the text's, the same on any number of ranks.  Together.
std::uint64_t Fingerprint(const RowBlocks& rows, const Eigen::Map<const Rows>& x, const Eigen::Ref<const Rows>& y,
                          const std::string& system);

class Checkpoint {
 public:
  /// Refers to `rows`.
  Checkpoint(const RowBlocks& rows, const std::filesystem::path& path, std::uint64_t fingerprint, Eigen::Index columns);

  /// Together, all three.  This rank's rows; Read: of no columns if there is no checkpoint.  Throws
  /// std::invalid_argument for one of another system beside `path` or of another shape, files::NpyError, and what
  /// WriteNpyRows throws.
  void Write(const Rows& start) const;
  Rows Read() const;
  void Remove() const;

  const std::filesystem::path& file() const { return file_; }

 private:
  const RowBlocks& rows_;
  std::filesystem::path path_, file_;
  Eigen::Index columns_;
};

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_CHECKPOINT_H_
