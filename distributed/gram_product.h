/// (K + ridge I) V on many ranks, K a Gram matrix of n samples in blocks (block_kernel.h), V of n rows.
///
/// The pairs of blocks of the lower half are dealt to P parts, and these to the ranks (pair_parts.h); each tile serves
/// both its rows and its columns.  A part is a term, n x outputs, of a tree (summation_tree.h); of the nodes each rank
/// gets its own rows, and adds.  So the bits are the same on any number of ranks and threads; more than P ranks are
/// idle in part. Per rank and product: n (n + 1) / (2 R) values of K, of 2 d + 4 outputs flops and the kernel's own;  n
/// outputs numbers received for V and at most 2 n outputs log2 P for the nodes, n outputs if R is a power of two that
/// divides P; 2 messages from every other rank: iteration_cost.h.  Memory: BytesPerRank.
#ifndef HADAMARD_NTK_DISTRIBUTED_GRAM_PRODUCT_H_
#define HADAMARD_NTK_DISTRIBUTED_GRAM_PRODUCT_H_

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>

#include "distributed/block_kernel.h"
#include "distributed/pair_parts.h"
#include "distributed/row_blocks.h"

namespace hadamard_ntk::distributed {

class GramProduct {
 public:
  using Index = std::ptrdiff_t;

  /// Refers to both.  Throws std::invalid_argument for other numbers of rows, or a ridge < 0 or not finite.
  GramProduct(const RowBlocks& rows, const BlockKernel& kernel, double ridge = 0);

  const RowBlocks& rows() const { return rows_; }
  const BlockKernel& kernel() const { return kernel_; }
  double ridge() const { return ridge_; }

  /// This rank's rows of both; together.  Throws what the kernel throws.
  Rows operator()(const Eigen::Ref<const Rows>& v) const;

  /// Pairs of blocks that this rank multiplies with.
  Index pairs() const { return parts_.PairsOf(rows_.ranks().rank()); }
  /// Products done.
  std::int64_t products() const { return products_; }
  /// The most that a product takes beside X and V, on a rank with so many threads.
  double BytesPerRank(Index outputs, int threads) const;

 private:
  Eigen::VectorXd Part(Index part, Index count, const double* v) const;

  const RowBlocks& rows_;
  const BlockKernel& kernel_;
  double ridge_;
  PairParts parts_;
  mutable std::int64_t products_ = 0;
};

/// Mean K(x, x).  Together; throws what the kernel throws.
double MeanDiagonal(const RowBlocks& rows, const BlockKernel& kernel);

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_GRAM_PRODUCT_H_
