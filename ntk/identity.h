/// No activation: phi(u) = u, so Dual(rho) = rho, DualSlope = 1, E[phi(u)] = 0.  The interface is that of `Relu`.
#ifndef HADAMARD_NTK_NTK_IDENTITY_H_
#define HADAMARD_NTK_NTK_IDENTITY_H_

#include "ntk/correlation.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

struct Identity {
  static constexpr double kRawSecondMoment = 1;

  template <Scalar T>
  static T Dual(const Correlation<T>& c) {
    return c.cosine();
  }
  template <Scalar T>
  static T DualSlope(const Correlation<T>&) {
    return T(RealOf<T>(1));
  }
  template <Scalar T>
  static Correlation<T> DualCorrelation(const Correlation<T>& c) {
    return c;
  }
  template <Scalar T>
  static MagnitudeOf<T> Mean() {
    return MagnitudeOf<T>(RealOf<T>(0));
  }
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_IDENTITY_H_
