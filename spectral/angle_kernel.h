/// A dot-product kernel on the sphere S^d as a function of the angle theta between its arguments, cos(theta) = <x, z>,
/// at the scalars the Mercer engine asks for:
///   real      theta in [0, pi], double;
///   real50,
///   real120   the same in 50 and 120 digits (spectral/high_precision.h): needed for full *relative* accuracy at small
///             and moderate degrees;
///   complex   theta = -i u and theta = pi - i u, u > 0: the analytic continuation on the edges of the cuts
///             cos(theta) > 1 and cos(theta) < -1, needed for large degrees (spectral/dispersion_transform.h).
/// Only `real` is obligatory; without the others the engine does what the given ones allow and its error estimates say
/// what that is worth.  The kernel knows nothing of d.
#ifndef HADAMARD_NTK_SPECTRAL_ANGLE_KERNEL_H_
#define HADAMARD_NTK_SPECTRAL_ANGLE_KERNEL_H_

#include <complex>
#include <concepts>
#include <functional>
#include <utility>

#include "spectral/high_precision.h"

namespace hadamard_ntk::spectral {

struct AngleKernel {
  std::function<double(double)> real;
  std::function<Real50(const Real50&)> real50;
  std::function<Real120(const Real120&)> real120;
  std::function<std::complex<double>(const std::complex<double>&)> complex;

  /// Every scalar that `kernel` accepts.  A generic callable (a template over the scalar, such as a network kernel of
  /// the ntk library) serves all four; `[](double theta) {...}` serves only the first.
  template <class Kernel>
  static AngleKernel From(Kernel kernel) {
    AngleKernel result;
    if constexpr (std::is_invocable_r_v<double, const Kernel&, double>) result.real = kernel;
    // A callable of double alone would accept a complex or 50-digit argument only through a lossy conversion; requiring
    // the exact result type keeps such a kernel out.
    if constexpr (Maps<Kernel, Real50>) result.real50 = kernel;
    if constexpr (Maps<Kernel, Real120>) result.real120 = kernel;
    if constexpr (Maps<Kernel, std::complex<double>>) result.complex = kernel;
    return result;
  }

 private:
  template <class Kernel, class T>
  static constexpr bool Maps = requires(const Kernel& kernel, const T& theta) {
    { kernel(theta) } -> std::same_as<T>;
  };
};

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_ANGLE_KERNEL_H_
