/// The NTK of a network that is chosen at run time, or its NNGP in the NTK's place, as one kernel: one type for both,
/// which halves the time to compile what is instantiated for it.  It refers to the network.
#ifndef HADAMARD_NTK_NTK_QUANTITY_KERNEL_H_
#define HADAMARD_NTK_NTK_QUANTITY_KERNEL_H_

#include <type_traits>

#include "ntk/any_net.h"
#include "ntk/correlation.h"
#include "ntk/kernel.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

enum class Quantity { kNtk, kNngp };

template <class Net>
class QuantityOfNet {
 public:
  QuantityOfNet(const Net& net, Quantity quantity) : net_(&net), quantity_(quantity) {}

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    Pair<T> pair = (*net_)(norm_x, norm_z, c);
    if (quantity_ == Quantity::kNngp) pair.ntk = pair.nngp;
    return pair;
  }

  /// As WithChosen (kernel.h) has it.
  template <class Use>
  void Visit(const Use& use) const {
    WithChosen(*net_, [&](const auto& net) { use(QuantityOfNet<std::remove_cvref_t<decltype(net)>>(net, quantity_)); });
  }

 private:
  const Net* net_;
  Quantity quantity_;
};

using QuantityKernel = QuantityOfNet<AnyNet>;

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_QUANTITY_KERNEL_H_
