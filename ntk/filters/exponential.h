/// exp(x) and exp(x) - 1 for every Scalar, and the correlation exp(-a) of functions that forget with the distance.
///
///   ExpMinusOne(x) = exp(x) - 1 = 2 sinh(x/2) exp(x/2), which does not cancel
///   DecayingCorrelation(a):   rho = exp(-a),   1 - rho = -ExpMinusOne(-a),   1 + rho = 1 + exp(-a)
/// Types that know only the functions of a Scalar are served by the numbers that they hold: vector registers lane by
/// lane, WideRange through its T (exp(x) is zero there where it is in T).
///
/// Domain: a >= 0 if real; complex a with Re exp(-a) > -1.
/// Error for double: 2 eps relative for real x, and of a correlation for a given exactly (exponential_test).
#ifndef HADAMARD_NTK_NTK_FILTERS_EXPONENTIAL_H_
#define HADAMARD_NTK_NTK_FILTERS_EXPONENTIAL_H_

#include <cmath>
#include <concepts>

#include "ntk/correlation.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

namespace exponential_internal {

template <class T>
concept Lanes = requires(const T& x, typename T::value_type* to) {
  T::kSize;
  T::Load(to);
  x.Store(to);
};

/// A number with an exponent of its own around a plain number.
template <class T>
concept Wide = requires(const T& x) {
  x.mantissa();
  x.strayed();
};

/// f(x), number by number.
template <class T, class F>
T ForEach(const T& x, const F& f) {
  if constexpr (Lanes<T>) {
    typename T::value_type values[T::kSize];
    x.Store(values);
    for (auto& value : values) value = f(value);
    return T::Load(values);
  } else {
    return T(f(static_cast<decltype(x.mantissa())>(x)));
  }
}

}  // namespace exponential_internal

template <Scalar T>
T Exp(const T& x) {
  using std::exp;
  if constexpr (exponential_internal::Lanes<T> || exponential_internal::Wide<T>) {
    return exponential_internal::ForEach(x, [](auto value) { return std::exp(value); });
  } else {
    return T(exp(x));
  }
}

template <Scalar T>
T ExpMinusOne(const T& x) {
  using std::sinh;
  if constexpr (std::floating_point<T>) {
    return std::expm1(x);
  } else if constexpr (exponential_internal::Lanes<T> || exponential_internal::Wide<T>) {
    return exponential_internal::ForEach(x, [](auto value) { return std::expm1(value); });
  } else {
    const T half = x * RealOf<T>(0.5);
    const T small = T(sinh(half));
    return RealOf<T>(2) * small * Exp(half);
  }
}

template <Scalar T>
Correlation<T> DecayingCorrelation(const T& a) {
  const T rho = Exp(T(-a)), one(RealOf<T>(1));
  const T difference = ExpMinusOne(T(-a));
  return Correlation<T>::FromParts(rho, T(-difference), T(one + rho));
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_FILTERS_EXPONENTIAL_H_
