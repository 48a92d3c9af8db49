/// What an iteration of a regression on many ranks (regression.h) takes: flops, bytes, messages, and from them its time
/// on a machine.  Without MPI, for machines that one does not have; iteration_cost_test holds the counts against those
/// of a run.
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
  double kernel_values;  ///< of K
  double flops;          ///< beside what the kernel makes of an inner product
  double bytes;          ///< received from other ranks
  double messages;       ///< from other ranks; a sum over all ranks counts log2 of their number
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

IterationSeconds TimeIteration(const RegressionShape& shape, int ranks, const Machine& machine);

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_ITERATION_COST_H_
