/// How the pairs of blocks of the lower half of a Gram matrix are dealt to ranks: in order, pair (s, t), t <= s, being
/// number s (s + 1) / 2 + t, to P = min(pairs, 2 blocks) parts, and these to the ranks.  Without MPI.
#ifndef HADAMARD_NTK_DISTRIBUTED_PAIR_PARTS_H_
#define HADAMARD_NTK_DISTRIBUTED_PAIR_PARTS_H_

#include <cstddef>

#include "distributed/summation_tree.h"

namespace hadamard_ntk::distributed {

class PairParts {
 public:
  using Index = std::ptrdiff_t;

  PairParts(Index blocks, int ranks);

  /// Parts are the leaves of a sum.
  const SummationTree& tree() const { return tree_; }
  /// Part p has the pairs First(p), ..., First(p + 1) - 1.
  Index First(Index part) const {  // pairs part / leaves, whose product may be beyond 2^63
    return pairs_ / tree_.leaves() * part + pairs_ % tree_.leaves() * part / tree_.leaves();
  }
  /// Pairs of a rank, and those with s = t among them.
  Index PairsOf(int rank) const;
  Index DiagonalPairsOf(int rank) const;

  /// The pairs with s < rows, and the row s that a pair is in.
  static Index Count(Index rows) { return rows * (rows + 1) / 2; }
  static Index RowOf(Index pair);

 private:
  Index pairs_;
  SummationTree tree_;
};

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_PAIR_PARTS_H_
