/// The arc tangent of a ratio, and the arc sine of a number whose cosine is known, for every Scalar:
///   ArcTangent(y, x) = ArcTangent(y, x, 1/sqrt(x^2 + y^2)) = atan(y/x),   ArcSine(s, c) = atan(s/c), c = sqrt(1 - s^2),
/// of numbers by their own library, on vector registers as polynomials: the first with no other division
/// (lane_functions.h), the others with none: of the smaller m of |s| and c, asin m = m P(m^2) (lane_scalar.h).
///
/// Domain: Re x >= 0, y and x not both 0; Re c >= 0.  Error for double: <= 3 eps relative for real arguments given
/// exactly (lane_functions_test, arc_tangent_test).
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

/// Whether T has the polynomial P.
template <class T>
concept HasArcSineOverRoot = requires(const T& y) {
  ArcSineOverRoot(y);
};

template <Scalar T>
T ArcSine(const T& s, const T& c) {
  if constexpr (HasArcSineOverRoot<T>) {
    using R = RealOf<T>;
    const auto negative = s < T(R(0));
    const T size = Select<T>(negative, -s, s);
    const auto steep = size > c;
    const T m = Select<T>(steep, c, size), angle = m * ArcSineOverRoot(T(m * m));
    const T positive = Select<T>(steep, T(R(0.5) * Pi<R>()) - angle, angle);
    return Select<T>(negative, -positive, positive);
  } else {
    return ArcTangent(s, c);
  }
}

template <Scalar T>
T ArcTangent(const T& y, const T& x, const T& inverse_length) {
  if constexpr (HasArcSineOverRoot<T>) {
    return ArcSine(T(y * inverse_length), T(x * inverse_length));
  } else {
    return ArcTangent(y, x);
  }
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_ARC_TANGENT_H_
