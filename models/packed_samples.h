/// Samples laid out for loops over hidden units: chunks of 128 samples, a chunk column after column, filled up with
/// zeros.  With a constant b > 0 the samples are (x, b): one more column.
#ifndef HADAMARD_NTK_MODELS_PACKED_SAMPLES_H_
#define HADAMARD_NTK_MODELS_PACKED_SAMPLES_H_

#include <algorithm>

#include "linalg/lanes.h"
#include "models/matrix.h"

namespace hadamard_ntk::models {
inline namespace HADAMARD_NTK_REGISTERS {

template <class T>
class PackedSamples {
 public:
  static constexpr Index kChunk = 128;

  PackedSamples() = default;
  explicit PackedSamples(const MatrixArgument<T>& x, T constant = 0) { Pack(x, constant); }

  /// Reuses the memory.
  void Pack(const MatrixArgument<T>& x, T constant = 0) {
    count_ = x.rows();
    columns_ = x.cols() + (constant != 0);
    values_.assign(chunks() * columns_ * kChunk, T{0});
    for (Index c = 0; c < chunks(); ++c) {
      for (Index j = 0; j < columns_; ++j) {
        T* to = values_.data() + (c * columns_ + j) * kChunk;
        for (Index i = 0; i < size(c); ++i) to[i] = j < x.cols() ? x(c * kChunk + i, j) : constant;
      }
    }
  }

  Index count() const { return count_; }
  Index columns() const { return columns_; }
  Index chunks() const { return (count_ + kChunk - 1) / kChunk; }
  /// Samples of a chunk, and vector registers that hold them.
  Index size(Index chunk) const { return std::min(kChunk, count_ - chunk * kChunk); }
  Index lanes(Index chunk) const { return (size(chunk) + linalg::kLanes<T> - 1) / linalg::kLanes<T>; }
  /// Column j of a chunk begins j * kChunk after this.
  const T* chunk(Index chunk) const { return values_.data() + chunk * columns_ * kChunk; }

 private:
  Index count_ = 0, columns_ = 0;
  linalg::LaneVector<T> values_;
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_PACKED_SAMPLES_H_
