/// n samples, or rows of a matrix, dealt to ranks in whole blocks of kRows rows, the last one shorter: of B blocks rank
/// r of R has the blocks B r / R, ..., B (r + 1) / R - 1, perhaps none.  Numbers of samples stand in Rows, a row for a
/// sample, its outputs side by side.
///
/// Sums over samples are sums of blocks along a tree (summation_tree.h): the same bits on any number of ranks, and on
/// every rank.
#ifndef HADAMARD_NTK_DISTRIBUTED_ROW_BLOCKS_H_
#define HADAMARD_NTK_DISTRIBUTED_ROW_BLOCKS_H_

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

#include "distributed/communicator.h"
#include "distributed/summation_tree.h"
#include "linalg/vector_flags.h"

namespace hadamard_ntk::distributed {

using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

class RowBlocks {
 public:
  using Index = std::ptrdiff_t;
  static constexpr Index kRows = 256;

  /// The same `rows` on every rank.  Throws std::invalid_argument for less than one.
  RowBlocks(const Communicator& ranks, Index rows);

  const Communicator& ranks() const { return ranks_; }
  Index rows() const { return rows_; }
  Index blocks() const { return tree_.leaves(); }
  Index BlockRows(Index block) const { return Length(rows_, block); }
  /// How many blocks so many rows are, and the rows of one of them.
  static Index Blocks(Index rows) { return (rows + kRows - 1) / kRows; }
  static Index Length(Index rows, Index block) { return std::min(kRows, rows - block * kRows); }

  /// The first block and row of a rank; those of rank R are the numbers of blocks and rows.
  Index first_block(int rank) const { return begin_[static_cast<std::size_t>(rank)]; }
  Index first_row(int rank) const { return std::min(rows_, first_block(rank) * kRows); }
  /// Of this rank.
  Index first_block() const { return first_block(ranks_.rank()); }
  Index first_row() const { return first_row(ranks_.rank()); }
  Index end_block() const { return first_block(ranks_.rank() + 1); }
  Index count() const { return first_row(ranks_.rank() + 1) - first_row(); }

  /// A block's rows among this rank's.
  template <class Matrix>
  auto OfBlock(Matrix& mine, Index block) const {
    return mine.middleRows(block * kRows - first_row(), BlockRows(block));
  }

  /// The sum over all blocks of term(block), matrices of one shape, each called on its rank.  Ranks get each other's
  /// nodes of the tree in slices of columns, of kSlice numbers or a column.
  static constexpr Index kSlice = Index{1} << 24;
  Eigen::MatrixXd Sum(Index term_rows, Index term_columns, const std::function<Eigen::MatrixXd(Index)>& term) const;

  /// That it takes on a rank with so many threads.
  double SumBytes(Index term_rows, Index term_columns, int threads) const;

  /// The inner products of columns, of this rank's rows of a and b.
  Eigen::VectorXd Dot(const Eigen::Ref<const Rows>& a, const Eigen::Ref<const Rows>& b) const;

  /// All rows, on every rank.
  Rows Gather(const Eigen::Ref<const Rows>& mine) const;

 private:
  Index AllNodes() const;

  Communicator ranks_;
  Index rows_;
  std::vector<Index> begin_;
  SummationTree tree_;
};

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_ROW_BLOCKS_H_
