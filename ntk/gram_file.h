/// Gram matrices (gram.h) written straight to a .npy file, for those that do not fit in memory:
///   WriteGram(kernel, X, Z, path, options): n x m;   WriteGram(kernel, X, path, options): n x n, half the work.
/// In C order, of the samples' type, so that numpy.load(path, mmap_mode="r") gives K[i, j] = NTK at (X.row(i),
/// Z.row(j)), entry by entry the numbers of Gram.  Memory: copies of X and Z; the file is mapped and written by the
/// system.
///
/// The matrix grows in `path`.partial, whose space is reserved first, and takes the place of `path` when it is
/// complete: an earlier file there is never half overwritten.  A run that was killed is taken up where it stood - after
/// the last stripe of 1024 rows that is safe on the disk, as `path`.partial.state tells - if the samples and `identity`
/// are the same; else it starts anew.  While a run lives, another one with the same `path` is refused; symbolic links
/// at the two names are not followed (files/owned_file.h).
///
/// Throws as Gram does; std::system_error, naming the file, for what the system refuses (no space, no permission);
/// files::NotOwned if another run has the partial file, or it is not ours; as files::RequireReplaceable does for
/// `path`; Interrupted if options.interrupted() says so, with the partial file kept.
#ifndef HADAMARD_NTK_NTK_GRAM_FILE_H_
#define HADAMARD_NTK_NTK_GRAM_FILE_H_

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <Eigen/Core>
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "files/checksum.h"
#include "files/npy_format.h"
#include "files/open_file.h"
#include "ntk/kernel.h"
#include "ntk/pair_tiles.h"
#include "ntk/strip_samples.h"

namespace hadamard_ntk::ntk {
inline namespace HADAMARD_NTK_REGISTERS {

struct GramFileOptions {
  std::string identity = "";                  ///< of the kernel and its parameters: the same text, the same kernel
  std::function<void(double)> progress = {};  ///< called with the share of the rows done, in [0, 1]
  std::function<bool()> interrupted = {};     ///< asked between stripes
};

struct Interrupted : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A .npy file of rows x columns that is being filled, stripe by stripe of rows.
class PartialNpy {
 public:
  /// Takes up `path`.partial if its state has this fingerprint, or begins it.
  PartialNpy(const std::filesystem::path& path, const files::NpyType& type, std::int64_t rows, std::int64_t columns,
             std::uint64_t fingerprint);
  ~PartialNpy();
  PartialNpy(const PartialNpy&) = delete;
  PartialNpy& operator=(const PartialNpy&) = delete;

  /// The first entry of the array.
  void* data() const { return static_cast<char*>(memory_) + offset_; }
  std::int64_t rows_done() const { return rows_done_; }
  /// Makes what was written safe, and notes that rows before this one are done.
  void SetRowsDone(std::int64_t rows);
  /// All rows are done: puts the file at `path`.
  void Finish();

 private:
  /// Reserves the space, and writes the header.
  void Begin(const std::string& header);

  std::filesystem::path path_, partial_, state_;
  files::Descriptor file_;  // of the partial file, and its lock
  std::uint64_t fingerprint_;
  std::int64_t rows_done_ = 0;
  std::size_t offset_ = 0, bytes_ = 0;
  void* memory_ = nullptr;
};

namespace gram_file_internal {

inline constexpr std::int64_t kStripe = 1024;

template <class T, class Tiles>
void Write(const Tiles& tiles, const std::filesystem::path& path, const GramFileOptions& options) {
  using Index = std::ptrdiff_t;
  constexpr Index kRows = Tiles::kRows;
  static_assert(kStripe % (kRows * Tiles::kBlock) == 0);
  const StripSamples<T>&x = tiles.x(), &z = tiles.z();
  std::uint64_t fingerprint = files::Fnv1a(options.identity);
  for (const StripSamples<T>* samples : {&x, &z}) {
    const auto add = [&](const auto* values, std::size_t count) {
      fingerprint = files::Fnv1a({reinterpret_cast<const char*>(values), count * sizeof(*values)}, fingerprint);
    };
    for (Index s = 0; s < samples->strips(); ++s) add(samples->strip(s), kRows * samples->columns());
    add(samples->exponent(), samples->strips() * kRows);
  }
  PartialNpy file(path, files::NpyTypeOf<T>(), x.count(), z.count(), fingerprint);
  using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  Eigen::Map<RowMajor> array(static_cast<T*>(file.data()), x.count(), z.count());
  for (std::int64_t row = file.rows_done(); row < x.count(); row += kStripe) {
    if (options.interrupted && options.interrupted()) throw Interrupted("WriteGram: interrupted");
    // Block by block; if symmetric, to the left of the diagonal, and mirrored.
    const Index first = row / (kRows * Tiles::kBlock);
    const Index last = std::min<Index>(tiles.x_blocks(), (row + kStripe) / (kRows * Tiles::kBlock));
    const auto use = [&](Index s, Index t, const T* tile) {
      const Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>> all(tile, kRows, kRows);
      const auto part = all.topLeftCorner(x.size(s), z.size(t));
      array.block(s * kRows, t * kRows, x.size(s), z.size(t)) = part;
      if (tiles.symmetric() && s != t) array.block(t * kRows, s * kRows, z.size(t), x.size(s)) = part.transpose();
    };
    tbb::parallel_for(
        Index(0), tiles.symmetric() ? last : tiles.z_blocks(),
        [&](Index other) {
          for (Index block = first; block < last; ++block) {
            if (!tiles.symmetric() || other <= block) tiles.ForEachInBlock(block, other, use);
          }
        },
        tbb::simple_partitioner());
    const std::int64_t done = std::min<std::int64_t>(x.count(), row + kStripe);
    file.SetRowsDone(done);
    if (options.progress) options.progress(static_cast<double>(done) / static_cast<double>(x.count()));
  }
  file.Finish();
}

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

template <class Quantity, class T, Kernel K>
void Write(const K& kernel, const Eigen::Ref<const Matrix<T>>& x, const Eigen::Ref<const Matrix<T>>& z,
           const std::filesystem::path& path, const GramFileOptions& options) {
  const StripSamples<T> x_samples("WriteGram", "X", x), z_samples("WriteGram", "Z", z);
  Write<T>(PairTiles<T, K, Quantity>("WriteGram", kernel, x_samples, z_samples), path, options);
}

template <class Quantity, class T, Kernel K>
void Write(const K& kernel, const Eigen::Ref<const Matrix<T>>& x, const std::filesystem::path& path,
           const GramFileOptions& options) {
  const StripSamples<T> samples("WriteGram", "X", x);
  Write<T>(PairTiles<T, K, Quantity>("WriteGram", kernel, samples), path, options);
}

}  // namespace gram_file_internal

/// `Quantity`: NtkOf or NngpOf.
template <class Quantity = NtkOf, Kernel K, class X, class Z, class T = typename X::Scalar>
void WriteGram(const K& kernel, const Eigen::DenseBase<X>& x, const Eigen::DenseBase<Z>& z,
               const std::filesystem::path& path, const GramFileOptions& options = {}) {
  gram_file_internal::Write<Quantity, T>(kernel, x.derived(), z.derived(), path, options);
}

template <class Quantity = NtkOf, Kernel K, class X, class T = typename X::Scalar>
void WriteGram(const K& kernel, const Eigen::DenseBase<X>& x, const std::filesystem::path& path,
               const GramFileOptions& options = {}) {
  gram_file_internal::Write<Quantity, T>(kernel, x.derived(), path, options);
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_GRAM_FILE_H_
