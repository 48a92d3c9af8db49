/// Kernels at norms of any size.
///
/// A kernel evaluated in floats or doubles computes each input's moments alone, and these may overflow or underflow
/// though the entry does not: of a PolynomialNet of degree 2 at norms 1e-170 and 1e70, 1e-340 where the product is
/// 1e-200.  `AtAnyScale` evaluates the same formula in WideRange, some fifty times slower; `IsTame` tells which inputs
/// never need it.
#ifndef HADAMARD_NTK_NTK_ANY_SCALE_H_
#define HADAMARD_NTK_NTK_ANY_SCALE_H_

#include <concepts>

#include "ntk/correlation.h"
#include "ntk/kernel.h"
#include "ntk/wide_range.h"

namespace hadamard_ntk::ntk {

/// The kernel where T may have no number for the norms or for the values.
/// Error: the kernel's own in T, which holds at any norms here.
template <std::floating_point T, Kernel K>
Pair<WideRange<T>> AtAnyScale(const K& kernel, const WideRange<T>& norm_x, const WideRange<T>& norm_z,
                              const Correlation<T>& c) {
  using Wide = WideRange<T>;
  return kernel(norm_x, norm_z,
                Correlation<Wide>::FromParts(Wide(c.cosine()), Wide(c.one_minus()), Wide(c.one_plus())));
}

/// Whether the kernel of an input of this norm with itself needs no other numbers than those of T.  Then between any
/// two inputs of which this is true the kernel in T is as good as AtAnyScale, up to the smallest normal T: at
/// correlation 1 all that a network of features.h computes grows with both norms, and so is between its values for the
/// smaller norm alone and for the larger norm alone; what a smaller correlation takes away is small beside the value
/// at correlation 1.
template <std::floating_point T, Kernel K>
bool IsTame(const K& kernel, const WideRange<T>& norm) {
  const Pair<WideRange<T>> self = AtAnyScale(kernel, norm, norm, Correlation<T>::Equal());
  return !self.nngp.strayed() && !self.ntk.strayed();
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ANY_SCALE_H_
