/// K ~ F F^T of rank r by randomly pivoted Cholesky [CheEtAl2025] on many ranks: F is n x r, K - F F^T positive
/// semi-definite.
///
/// A pivot is drawn with probability (K - F F^T)_ii / trace, its column of K - F F^T over the root of its diagonal
/// entry is the next one of F: r columns of K, n r^2 flops. Pivots are drawn kDraws at a time by the present diagonal,
/// and one is kept with the share of its entry that those kept before have left: the same distribution, columns of K by
/// blocks [EppEtAl2024]. It ends before r when the trace is rounding, n eps that of K. The pivots depend on the seed,
/// and nothing on the number of ranks: blocks are computed one by one (row_blocks.h).
#ifndef HADAMARD_NTK_DISTRIBUTED_PIVOTED_CHOLESKY_H_
#define HADAMARD_NTK_DISTRIBUTED_PIVOTED_CHOLESKY_H_

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "distributed/block_kernel.h"
#include "distributed/row_blocks.h"

namespace hadamard_ntk::distributed {

struct PivotedCholesky {
  static constexpr std::ptrdiff_t kDraws = 64;

  std::vector<Eigen::MatrixXd> blocks;  ///< F in the blocks of this rank
  std::vector<std::ptrdiff_t> pivots;   ///< rows of X, in their order
  double trace;                         ///< of K - F F^T

  std::ptrdiff_t rank() const { return static_cast<std::ptrdiff_t>(pivots.size()); }
};

/// Together.  Throws std::invalid_argument for a rank that is not in [1, n], what the kernel throws, and
/// std::domain_error if K(x, x) = 0 for all x.
PivotedCholesky FactorPivoted(const RowBlocks& rows, const BlockKernel& kernel, std::ptrdiff_t rank,
                              std::uint64_t seed = 1);

/// V -> (F F^T + shift I)^-1 V = (V - F (shift I + F^T F)^-1 F^T V) / shift, this rank's rows.  With shift = ridge +
/// trace / n it preconditions K + ridge I: off F the mean eigenvalue becomes 1.
class LowRankPreconditioner {
 public:
  /// Refers to `rows`.  Together.  Throws std::invalid_argument for a shift that is not positive and finite.
  LowRankPreconditioner(const RowBlocks& rows, PivotedCholesky factor, double shift);

  Rows operator()(const Eigen::Ref<const Rows>& v) const;

  /// That a factor of rank r takes on this rank, with so many threads.
  static double Bytes(const RowBlocks& rows, std::ptrdiff_t rank, int threads);

 private:
  const Eigen::MatrixXd& f(std::ptrdiff_t block) const {
    return f_[static_cast<std::size_t>(block - rows_.first_block())];
  }

  const RowBlocks& rows_;
  std::vector<Eigen::MatrixXd> f_;
  double shift_;
  Eigen::LLT<Eigen::MatrixXd> core_;
};

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_PIVOTED_CHOLESKY_H_
