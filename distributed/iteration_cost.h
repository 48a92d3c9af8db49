/// What an iteration of a regression on many ranks (regression.h) takes: flops, bytes, messages, and from them its time
/// on a machine.  No rank is needed, so for machines that one does not have; iteration_cost_test holds the counts
/// against those of a run.
#ifndef HADAMARD_NTK_DISTRIBUTED_ITERATION_COST_H_
#define HADAMARD_NTK_DISTRIBUTED_ITERATION_COST_H_

#include <cstddef>

namespace hadamard_ntk::distributed {

struct RegressionShape {
  std::ptrdiff_t rows, columns;  ///< of X
  std::ptrdiff_t outputs = 1;
  std::ptrdiff_t low_rank = 0;  ///< of the preconditioner; 0: none
};

/// Each of the rank that has most of it.
struct IterationCost {
  double kernel_values = 0;  ///< of K, a last block that is shorter counted as whole
  double product_flops = 0;  ///< beside what the kernel makes of an inner product
  double preconditioner_flops = 0;
  double bytes = 0;     ///< received from other ranks
  double messages = 0;  ///< from other ranks; a sum over all ranks counts log2 of their number
};

IterationCost CountIteration(const RegressionShape& shape, int ranks);

struct Machine {
  double seconds_per_value;  ///< of K and its products, of a rank with all its threads
  double seconds_per_flop;   ///< of the preconditioner
  double seconds_per_byte;
  double seconds_per_message;
};

struct IterationSeconds {
  double kernel, preconditioner, messages;
  double Sum() const { return kernel + preconditioner + messages; }
};

IterationSeconds TimeIteration(const IterationCost& cost, const Machine& machine);

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_ITERATION_COST_H_
