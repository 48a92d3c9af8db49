/// The arc tangent of a ratio, for every Scalar:
///   ArcTangent(y, x) = atan(y/x),
/// of numbers by their own library, on vector registers as a polynomial (lane_functions.h), with no other division.
///
/// Domain: Re x >= 0, y and x not both 0.  Error for double: <= 3 eps relative for real y and x (lane_functions_test).
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_ARC_TANGENT_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_ARC_TANGENT_H_

#include <cmath>

#include "ntk/activations/lane_functions.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

template <Scalar T>
T ArcTangent(const T& y, const T& x) {
  using std::atan;
  if constexpr (LaneScalarType<T>) {
    return LaneArcTangent(y, x);
  } else {
    const T ratio = y / x;
    return T(atan(ratio));
  }
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_ARC_TANGENT_H_
