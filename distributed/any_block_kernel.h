/// The blocks of a Gram matrix (block_kernel.h) of a network that is chosen at run time, instantiated here, once.
#ifndef HADAMARD_NTK_DISTRIBUTED_ANY_BLOCK_KERNEL_H_
#define HADAMARD_NTK_DISTRIBUTED_ANY_BLOCK_KERNEL_H_

#include <Eigen/Core>

#include "distributed/block_kernel.h"
#include "distributed/row_blocks.h"
#include "ntk/any_net.h"
#include "ntk/quantity_kernel.h"

namespace hadamard_ntk::distributed {

/// Refers to the net, and keeps the map of X.
BlockKernel MakeAnyBlockKernel(const ntk::AnyNet& net, ntk::Quantity quantity, const Eigen::Map<const Rows>& x);

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_ANY_BLOCK_KERNEL_H_
