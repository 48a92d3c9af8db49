/// What a kernel of this library is: a small value, callable on a pair of inputs (|x|, |z|, correlation), that returns
/// the pair (NNGP, NTK) of an infinitely wide network.  In floats or doubles its stated error holds as long as K(x, x)
/// and K(z, z) go through normal numbers only; any_scale.h evaluates it at any norms.
#ifndef HADAMARD_NTK_NTK_KERNEL_H_
#define HADAMARD_NTK_NTK_KERNEL_H_

#include <concepts>

#include "ntk/correlation.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

/// At a pair of inputs: nngp = E[f(x) f(z)] over the initialisation, ntk = E<grad f(x), grad f(z)>.
template <Scalar T>
struct Pair {
  T nngp;
  T ntk;
};

template <class K>
concept Kernel = std::copyable<K> && requires(const K& kernel, double norm, const Correlation<double>& c) {
  { kernel(norm, norm, c) } -> std::same_as<Pair<double>>;
};

/// use(kernel), or, of a kernel that is chosen at run time and has Visit(use), use(a kernel of the type that was
/// chosen): outside a loop, so that the compiler sees through the kernel inside it.
template <class K, class Use>
void WithChosen(const K& kernel, const Use& use) {
  if constexpr (requires { kernel.Visit(use); }) {
    kernel.Visit(use);
  } else {
    use(kernel);
  }
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_KERNEL_H_
