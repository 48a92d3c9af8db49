/// Matrices of all ranks for ScaLAPACK: in blocks of RowBlocks::kRows rows and columns, dealt cyclically both ways to a
/// grid of ranks that is as square as their number allows [BlaEtAl1997].
#ifndef HADAMARD_NTK_DISTRIBUTED_BLOCK_CYCLIC_H_
#define HADAMARD_NTK_DISTRIBUTED_BLOCK_CYCLIC_H_

#include <oneapi/tbb/parallel_for.h>

#include <Eigen/Core>
#include <array>
#include <cstddef>

#include "distributed/block_kernel.h"
#include "distributed/communicator.h"
#include "distributed/row_blocks.h"

namespace hadamard_ntk::distributed {

/// Rank r is in row r / columns() and column r % columns().
class ProcessGrid {
 public:
  /// Together, as its end.
  explicit ProcessGrid(const Communicator& ranks);
  ~ProcessGrid();
  ProcessGrid(const ProcessGrid&) = delete;
  ProcessGrid& operator=(const ProcessGrid&) = delete;

  int context() const { return context_; }
  int rows() const { return rows_; }
  int columns() const { return columns_; }
  int row() const { return rank_ / columns_; }
  int column() const { return rank_ % columns_; }

 private:
  int rank_, rows_, columns_, handle_, context_;
};

/// What a rank has of one dimension: the blocks first, first + stride, ...
class CyclicBlocks {
 public:
  using Index = std::ptrdiff_t;
  static constexpr Index kRows = RowBlocks::kRows;

  CyclicBlocks(Index size, int first, int stride) : size_(size), first_(first), stride_(stride) {}

  Index blocks() const {
    const Index all = RowBlocks::Blocks(size_);
    return all > first_ ? (all - first_ + stride_ - 1) / stride_ : 0;
  }
  /// Which block of all the b-th of this rank is, and its length.
  Index Block(Index b) const { return first_ + b * stride_; }
  Index Length(Index b) const { return RowBlocks::Length(size_, Block(b)); }
  /// Numbers of all blocks.
  Index count() const { return blocks() == 0 ? 0 : (blocks() - 1) * kRows + Length(blocks() - 1); }

 private:
  Index size_, first_, stride_;
};

template <class Scalar>
class BlockCyclic {
 public:
  using Index = std::ptrdiff_t;
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  using Block = Eigen::Ref<Matrix, 0, Eigen::OuterStride<>>;

  /// Of zeros.  Throws std::length_error, on all ranks, where a rank has more numbers than ScaLAPACK counts.
  BlockCyclic(const ProcessGrid& grid, Index rows, Index columns);

  Scalar* data() { return mine_.data(); }
  const Scalar* data() const { return mine_.data(); }
  const int* descriptor() const { return descriptor_.data(); }

  /// use(s, t, block (s, t)) for the blocks of this rank, in parallel.
  template <class Use>
  void ForEachBlock(const Use& use) {
    tbb::parallel_for(Index(0), row_blocks_.blocks() * column_blocks_.blocks(), [&](Index i) {
      const Index s = i % row_blocks_.blocks(), t = i / row_blocks_.blocks();
      use(row_blocks_.Block(s), column_blocks_.Block(t),
          Block(mine_.block(s * CyclicBlocks::kRows, t * CyclicBlocks::kRows, row_blocks_.Length(s),
                            column_blocks_.Length(t))));
    });
  }

  /// The most that a rank has of a matrix.
  static double Bytes(int ranks, Index rows, Index columns);

 private:
  static Index MostNumbers(int grid_rows, int grid_columns, Index rows, Index columns);

  CyclicBlocks row_blocks_, column_blocks_;
  Matrix mine_;
  std::array<int, 9> descriptor_;
};

/// The lower half of K / unit, and the diagonal plus `shift`.  Together; throws what the kernel throws.
template <class Scalar>
void FillGram(const RowBlocks& rows, const BlockKernel& kernel, double unit, double shift, BlockCyclic<Scalar>& matrix);

extern template class BlockCyclic<float>;
extern template class BlockCyclic<double>;

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_BLOCK_CYCLIC_H_
