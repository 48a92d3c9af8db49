/// What a run on many ranks takes, said before it.
#ifndef HADAMARD_NTK_DISTRIBUTED_RUN_COST_H_
#define HADAMARD_NTK_DISTRIBUTED_RUN_COST_H_

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>

#include "distributed/gram_product.h"
#include "linalg/steady_seconds.h"

namespace hadamard_ntk::distributed {

struct NodeMemory {
  double x_bytes;     ///< X, once on a node, which is there when this is said
  double rank_bytes;  ///< the most that one of a node's ranks takes, without X
  int ranks;          ///< of a node

  /// What a node's ranks take together.
  double Bytes() const { return x_bytes + rank_bytes * ranks; }
  /// "1.20 GB on a node (310 MB for each of 2 ranks)".
  std::string Text() const;
};

/// Of ranks that take so much each, X aside.  Together.
NodeMemory MemoryOfNode(const Communicator& ranks, double x_bytes, double own_bytes);

struct RunCost {
  NodeMemory memory;
  double seconds_per_product;  ///< of the rank with most pairs of blocks, its threads all busy

  /// The memory, and ", 4.1 s a product".
  std::string Text() const;
};

/// The least of a call, called for a tenth of a second: a core that is interrupted, or asleep, takes longer at first.
template <class Use>
double LeastSeconds(const Use& use) {
  double least = std::numeric_limits<double>::infinity();
  const double first = linalg::SteadySeconds();
  for (double began = first; began < first + 0.1; began = linalg::SteadySeconds()) {
    use();
    least = std::min(least, linalg::SteadySeconds() - began);
  }
  return least;
}

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

/// Together.  Throws std::domain_error on all ranks, with what is needed (the text) and what there is, if a run takes
/// more bytes on a node than `allowed` (0: no bound), or than are available, those counted that it holds already.
void RequireMemory(const Communicator& ranks, double node_bytes, const std::string& needed, double allowed = 0,
                   double held = 0);

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_RUN_COST_H_
