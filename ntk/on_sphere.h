/// A kernel of this library as a function of the angle between two points of the unit sphere.
///   OnSphere(kernel)(theta)     = NTK at |x| = |z| = 1, <x,z> = cos(theta)
///   NngpOnSphere(kernel)(theta) = NNGP there
/// theta is real in [0, pi], or complex: polynomial nets continue analytically to all complex theta, deep nets to the
/// plane cut where an inner correlation meets the cuts of the arc cosine.
///
/// Error for complex<double> on the axes theta = -i u and theta = Pi - i u, u in (0, 12]: the imaginary part keeps its
/// own relative accuracy for u <= 1/2, though it be as small as u^{3N}, and is exactly zero where it vanishes
/// identically: (4 + 2 N) eps for PolynomialNet(N), 8 eps for FullyConnected of depth 2..5; relative to the modulus,
/// for all u, (4 + 2 N) eps and 24 eps (on_sphere_test).
/// Throws std::domain_error for other real theta, or an angle that is not finite.
#ifndef HADAMARD_NTK_NTK_ON_SPHERE_H_
#define HADAMARD_NTK_NTK_ON_SPHERE_H_

#include <utility>

#include "ntk/correlation.h"
#include "ntk/kernel.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

template <Kernel K>
class OnSphere {
 public:
  explicit OnSphere(K kernel) : kernel_(std::move(kernel)) {}

  template <Scalar T>
  T operator()(const T& theta) const {
    const MagnitudeOf<T> one(RealOf<T>(1));
    return kernel_(one, one, Correlation<T>::FromAngle(theta)).ntk;
  }

 private:
  K kernel_;
};

template <Kernel K>
class NngpOnSphere {
 public:
  explicit NngpOnSphere(K kernel) : kernel_(std::move(kernel)) {}

  template <Scalar T>
  T operator()(const T& theta) const {
    const MagnitudeOf<T> one(RealOf<T>(1));
    return kernel_(one, one, Correlation<T>::FromAngle(theta)).nngp;
  }

 private:
  K kernel_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ON_SPHERE_H_
