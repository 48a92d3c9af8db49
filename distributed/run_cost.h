/// What a run on many ranks takes, said before it.
#ifndef HADAMARD_NTK_DISTRIBUTED_RUN_COST_H_
#define HADAMARD_NTK_DISTRIBUTED_RUN_COST_H_

#include <cstddef>
#include <string>

#include "distributed/gram_product.h"

namespace hadamard_ntk::distributed {

struct RunCost {
  double node_bytes;           ///< the most that a node's ranks take together: X once, and all else
  double rank_bytes;           ///< of one of them, without X
  double seconds_per_product;  ///< of the rank with most pairs of blocks, its threads all busy
  int ranks_of_node;

  /// "1.20 GB on a node (310 MB for each of 2 ranks), 4.1 s a product".
  std::string Text() const;
};

/// Of K and its products with so many vectors for one pair of blocks (the second with the first, if there are two), on
/// one thread of this machine when the caches are warm.  Throws what the kernel throws.
double SecondsPerPair(const GramProduct& matrix, std::ptrdiff_t vectors);

/// Of `outputs` outputs and a preconditioner that takes so much on a rank, from a measurement of one pair of blocks on
/// this machine.  Together, as the others.
RunCost PredictRegression(const GramProduct& matrix, std::ptrdiff_t outputs, double preconditioner_bytes, int threads);

/// On centres (nystrom_regression.h): a product is one with K_nm and its transpose.
RunCost PredictNystromRegression(const GramProduct& matrix, std::ptrdiff_t centres, std::ptrdiff_t outputs,
                                 int threads);

/// Of `count` leading eigenvalues (leading_eigenvalues.h); a product is one of a single vector.
RunCost PredictSpectrum(const GramProduct& matrix, std::ptrdiff_t count, int threads);

/// Of all eigenvalues (gram_eigenvalues.h): K is made once, in the time of a product.
RunCost PredictGramEigenvalues(const GramProduct& matrix, int threads);

/// Together.  Throws std::domain_error on all ranks, with what is needed (the text) and what there is, if a node has
/// less memory available than `allowed` bytes, or than `node_bytes`; allowed = 0 sets no other bound.
void RequireMemory(const Communicator& ranks, double node_bytes, const std::string& needed, double allowed = 0);

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_RUN_COST_H_
