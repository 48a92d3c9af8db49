/// The number types for which every formula of this library is written once.
///
/// A `Scalar` is any copyable type with + - * / and, by argument-dependent lookup, sqrt, sin, cos, atan: float, double,
/// long double, Boost.Multiprecision reals and complexes (expression templates on or off), std::complex, dual numbers,
/// and SIMD lanes (std::experimental::simd).  Formulas follow three rules so that all of them compile:
///   * constants are of type `RealOf<T>` (an int times a complex, or a double times a lane of floats, does not exist);
///   * intermediates are declared `T`, never `auto` (an expression template would outlive its operands);
///   * a case distinction is a `Select` on a comparison, which is a bool for numbers and a mask for lanes.
#ifndef HADAMARD_NTK_NTK_SCALAR_H_
#define HADAMARD_NTK_NTK_SCALAR_H_

#include <cmath>
#include <complex>
#include <concepts>
#include <limits>
#include <numbers>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace hadamard_ntk::ntk {

namespace scalar_internal {

using std::atan;
using std::cos;
using std::sin;
using std::sqrt;

template <class T>
struct RealOf {
  using type = T;
};
template <class T>
requires(requires { typename T::value_type; } && !std::same_as<typename T::value_type, T>) struct RealOf<T>
    : RealOf<typename T::value_type> {
};

template <class T>
concept HasArithmetic = std::copyable<T> && requires(const T& a, const T& b, const typename RealOf<T>::type& r) {
  T(a + b), T(a - b), T(a * b), T(a / b), T(r * a), T(r);
  T(sqrt(a)), T(sin(a)), T(cos(a)), T(atan(a));
};

template <class T>
concept HasParts = !std::same_as<T, typename RealOf<T>::type> && requires(const T& z) {
  { real(z) } -> std::convertible_to<typename RealOf<T>::type>;
  { imag(z) } -> std::convertible_to<typename RealOf<T>::type>;
};

}  // namespace scalar_internal

template <class T>
concept Scalar = scalar_internal::HasArithmetic<T>;

template <class T>
concept ComplexScalar = Scalar<T> && scalar_internal::HasParts<T>;

/// The plain real number behind T: double for std::complex<double>, for lanes of doubles and for dual numbers on
/// double.
template <Scalar T>
using RealOf = typename scalar_internal::RealOf<T>::type;

/// The type of a norm or a variance beside a T: real where T is complex, otherwise T itself (a norm has lanes, too).
template <Scalar T>
using MagnitudeOf = std::conditional_t<ComplexScalar<T>, RealOf<T>, T>;

/// pi rounded to R.  acos(-1) is exact to the last digit in every library this one is tested with (scalar_test).
template <class R>
const R& Pi() {
  if constexpr (std::floating_point<R>) {
    static constexpr R kPi = std::numbers::pi_v<R>;
    return kPi;
  } else {
    static const R kPi = acos(R(-1));
    return kPi;
  }
}

/// The distance from 1 to the next R.  (numeric_limits<R>::epsilon() of MPFR numbers in Boost is written by its first
/// call, and threads would race for it.)
template <class R>
R Epsilon() {
  using std::ldexp;
  return ldexp(R(1), 1 - std::numeric_limits<R>::digits);
}

/// Whether every R is a double: then a parameter may be formed in double, and is only rounded once.  For a wider R it
/// has to be formed in R, or the kernel has no more right digits than double.
template <class R>
inline constexpr bool kWithinDouble = std::floating_point<R> && sizeof(R) <= sizeof(double);

/// The square of a parameter of a network: exact but for one rounding to R.
template <class R>
R SquareOf(double parameter) {
  if constexpr (kWithinDouble<R>) {
    return static_cast<R>(parameter * parameter);
  } else {
    return R(R(parameter) * R(parameter));
  }
}

/// Re(x) for a complex number, x itself for any other scalar.
template <Scalar T>
MagnitudeOf<T> RealPart(const T& x) {
  if constexpr (ComplexScalar<T>) {
    return MagnitudeOf<T>(real(x));
  } else {
    return x;
  }
}

/// a where the condition holds, b elsewhere (lane by lane).
template <Scalar T>
T Select(bool condition, const T& a, const T& b) {
  return condition ? a : b;
}
template <Scalar T, class Mask>
requires(!std::same_as<Mask, bool>) T Select(const Mask& condition, const T& a, const T& b) {
  T result = b;
  where(condition, result) = a;
  return result;
}

/// Whether a comparison holds (in every lane).
inline bool Holds(bool condition) { return condition; }
template <class Mask>
requires(!std::same_as<Mask, bool>) bool Holds(const Mask& condition) { return all_of(condition); }

/// Neither infinite nor NaN (in any lane, in either part).
template <Scalar T>
bool IsFinite(const T& x) {
  const T zero = x - x;
  return Holds(zero == T(RealOf<T>(0)));
}

/// sin and cos of one argument.  For a complex x + iy the real functions of x and y are evaluated once for both, and an
/// argument on an axis gives results exactly on an axis.
template <Scalar T>
struct SinCos {
  T sin;
  T cos;
};
template <Scalar T>
SinCos<T> ComputeSinCos(const T& x) {
  using std::cos;
  using std::cosh;
  using std::sin;
  using std::sinh;
  if constexpr (ComplexScalar<T>) {
    const RealOf<T> re = real(x), im = imag(x);
    const RealOf<T> s = sin(re), c = cos(re), sh = sinh(im), ch = cosh(im);
    return {T(RealOf<T>(s * ch), RealOf<T>(c * sh)), T(RealOf<T>(c * ch), RealOf<T>(-s * sh))};
  } else {
    return {T(sin(x)), T(cos(x))};
  }
}

/// The value in the text of an error; lanes and dual numbers have no decimal form.
template <class T>
std::string Describe(const T& value) {
  if constexpr (requires(std::ostream & out) { out << value; }) {
    std::ostringstream out;
    out.precision(17);
    out << value;
    return out.str();
  } else {
    return "(some lane)";
  }
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_SCALAR_H_
