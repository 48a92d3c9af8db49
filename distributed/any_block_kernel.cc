#include "distributed/any_block_kernel.h"

namespace hadamard_ntk::distributed {

BlockKernel MakeAnyBlockKernel(const ntk::AnyNet& net, ntk::Quantity quantity, const Eigen::Map<const Rows>& x) {
  return MakeBlockKernel(ntk::QuantityKernel(net, quantity), x);
}

}  // namespace hadamard_ntk::distributed
