/// The NTK of a network that is chosen at run time, or its NNGP in the NTK's place, as one kernel: one type for both,
/// which halves the time to compile what is instantiated for it.  It refers to the network.
#ifndef HADAMARD_NTK_NTK_QUANTITY_KERNEL_H_
#define HADAMARD_NTK_NTK_QUANTITY_KERNEL_H_

#include "ntk/any_net.h"
#include "ntk/correlation.h"
#include "ntk/kernel.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

enum class Quantity { kNtk, kNngp };

class QuantityKernel {
 public:
  QuantityKernel(const AnyNet& net, Quantity quantity) : net_(&net), nngp_(quantity == Quantity::kNngp) {}

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    Pair<T> pair = (*net_)(norm_x, norm_z, c);
    if (nngp_) pair.ntk = pair.nngp;
    return pair;
  }

 private:
  const AnyNet* net_;
  bool nngp_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_QUANTITY_KERNEL_H_
