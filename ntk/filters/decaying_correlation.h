/// The correlation exp(-a) of functions that forget with the distance,
///   rho = exp(-a),   1 - rho = -(exp(-a) - 1),   1 + rho = 1 + exp(-a),
/// by exponentials.h, for every Scalar.
///
/// Domain: a >= 0 if real; complex a with Re exp(-a) > -1.
/// Error for double: 2 eps relative for a given exactly (decaying_correlation_test).
#ifndef HADAMARD_NTK_NTK_FILTERS_DECAYING_CORRELATION_H_
#define HADAMARD_NTK_NTK_FILTERS_DECAYING_CORRELATION_H_

#include "ntk/activations/exponentials.h"
#include "ntk/correlation.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

template <Scalar T>
Correlation<T> DecayingCorrelation(const T& a) {
  const T rho = Exponential(T(-a)), one(RealOf<T>(1));
  const T difference = ExponentialMinusOne(T(-a));
  return Correlation<T>::FromParts(rho, T(-difference), T(one + rho));
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_FILTERS_DECAYING_CORRELATION_H_
