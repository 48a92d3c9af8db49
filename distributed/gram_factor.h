/// (K + ridge I)^-1, about, on many ranks: by a Cholesky factor in float, of ScaLAPACK's pspotrf on a block-cyclic Gram
/// matrix (block_cyclic.h).  As preconditioner of regression.h it leaves two or three iterations.
///
/// n^2 / 2 values of K, n^3 / 3 flops once and 2 n^2 outputs for every V, over all ranks; 4 n^2 bytes: both triangles
/// are there, and the upper one is not used.  If float cannot factor K, 4^j sqrt(n) eps_float times the mean diagonal
/// entry, j = 0, 1, ..., is added to the diagonal, as ntk/kernel_solver.h does.  The bits depend on the number of
/// ranks.
#ifndef HADAMARD_NTK_DISTRIBUTED_GRAM_FACTOR_H_
#define HADAMARD_NTK_DISTRIBUTED_GRAM_FACTOR_H_

#include <Eigen/Core>
#include <cstddef>

#include "distributed/block_cyclic.h"
#include "distributed/gram_product.h"
#include "distributed/row_blocks.h"

namespace hadamard_ntk::distributed {

class GramFactor {
 public:
  /// Refers to the matrix's rows.  Together.  Throws std::domain_error for a K that is not positive semi-definite, or K
  /// = 0 and no ridge, what BlockCyclic and the kernel throw.
  explicit GramFactor(const GramProduct& matrix);

  /// This rank's rows of both; together.
  Rows operator()(const Eigen::Ref<const Rows>& v) const;

  /// What was added to the diagonal, 0 if nothing.
  double shift() const { return shift_; }

  /// That n samples take on a rank.
  static double Bytes(int ranks, std::ptrdiff_t n) { return BlockCyclic<float>::Bytes(ranks, n, n); }

 private:
  const RowBlocks& rows_;
  ProcessGrid grid_;
  BlockCyclic<float> factor_;
  double unit_, shift_ = 0;  // K / unit is what is factored
};

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_GRAM_FACTOR_H_
