/// exp(x) and exp(x) - 1 for every Scalar: of numbers by their own library, on vector registers as a polynomial
/// (lane_functions.h), of WideRange (wide_range.h) by its plain number, so that exp(x) is 0 or infinite where it is
/// there, and
///   exp(x + iy) - 1 = (exp(x) - 1) cos y - 2 sin^2(y/2) + i exp(x) sin y.
///
/// Throws std::domain_error for a number type that has none, as dual numbers.
/// Error for double: <= 2 eps relative; of a complex argument, of each part: <= 4 eps |exp(x) - 1| + 4 eps |exp(x) y|
/// for |y| <= 1 (exponentials_test).
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_EXPONENTIALS_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_EXPONENTIALS_H_

#include <cmath>
#include <concepts>
#include <stdexcept>

#include "ntk/activations/lane_functions.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

/// A number with an exponent of its own around a plain one (wide_range.h).
template <class T>
concept WideRangeType = Scalar<T> && requires(const T& x) {
  x.mantissa();
  { x.strayed() } -> std::same_as<bool>;
};

/// f in every lane.
template <LaneScalarType T, class F>
T ForEachLane(const T& x, const F& f) {
  RealOf<T> values[T::kSize];
  x.Store(values);
  for (RealOf<T>& value : values) value = f(value);
  return T::Load(values);
}

/// f of the plain number; x - x is 0, but has strayed if x has.
template <WideRangeType T, class F>
T ForPlain(const T& x, const F& f) {
  return T(f(static_cast<decltype(x.mantissa())>(x))) + (x - x);
}

template <Scalar T>
T Exponential(const T& x) {
  using std::exp;
  if constexpr (LaneScalarType<T>) {
    return LaneExponential(x);
  } else if constexpr (WideRangeType<T>) {
    return ForPlain(x, [](auto value) { return std::exp(value); });
  } else if constexpr (requires { exp(x); }) {
    return T(exp(x));
  } else {
    throw std::domain_error("Exponential: the number type has no exp");
  }
}

template <Scalar T>
T ExponentialMinusOne(const T& x) {
  using std::exp;
  using std::expm1;
  using R = RealOf<T>;
  if constexpr (LaneScalarType<T>) {
    return LaneExponentialMinusOne(x);
  } else if constexpr (WideRangeType<T>) {
    return ForPlain(x, [](auto value) { return std::expm1(value); });
  } else if constexpr (ComplexScalar<T>) {
    const R re = real(x), im = imag(x), half = R(0.5) * im;
    const SinCos<R> full = ComputeSinCos(im);
    const R sine = ComputeSinCos(half).sin;
    return T(R(R(expm1(re)) * full.cos - R(2) * sine * sine), R(R(exp(re)) * full.sin));
  } else if constexpr (requires { expm1(x); }) {
    return T(expm1(x));
  } else {
    throw std::domain_error("ExponentialMinusOne: the number type has no expm1");
  }
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_EXPONENTIALS_H_
