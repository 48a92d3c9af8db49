/// exp(x), exp(x) - 1 and the arc tangent on vector registers (lane_scalar.h), as polynomials.
///
///   x = n log 2 + r, |r| <= log(2)/2:   exp(x) = 2^n (1 + r P(r)),   exp(x) - 1 = 2^n r P(r) + (2^n - 1).
/// n is rounded by adding 3/2 of the number from which on only integers are left; its bits are then the last ones of
/// the sum, and shifted they are the exponent of 2^n.  n times the leading digits of log 2 is exact [CodyWaite1980].
///   atan(y/x), x >= 0: of the smaller m and the larger M of |y| and x, atan(m/M) = t Q(t^2) for t = m/M up to
///   tan(pi/8), else pi/4 + atan((m - M)/(m + M)).
///
/// Domain: any x, a NaN gives NaN; of the arc tangent y and x not both 0 nor both infinite, |y| + x finite or infinite.
/// Error for floats and doubles: exp and exp - 1 <= 2 eps relative, the arc tangent <= 3 eps relative; exp(x) below
/// twice the least normal number is 0 (lane_functions_test).
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_LANE_FUNCTIONS_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_LANE_FUNCTIONS_H_

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <limits>
#include <type_traits>

#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

/// A vector register of numbers, by what LaneScalar can: this header needs no register of a certain size.
template <class T>
concept LaneScalarType = Scalar<T> && requires(const T& x, RealOf<T>* values) {
  x.Store(values);
  { T::Load(values) } -> std::same_as<T>;
  T(x.lanes());
  typename T::MaskRegister;
  T::kSize;
};

namespace lane_functions_internal {

/// Minimax polynomials, in the relative error, of (exp(r) - 1)/r on |r| <= log(2)/2, constant first: to 1.1e-8 and
/// 1.8e-17.  Printed by tools/make_angle_polynomial.py exponential.
template <class R>
inline constexpr std::array<R, 1> kExponential{};
template <>
inline constexpr std::array<float, 6> kExponential<float> = {1.00000001f,   0.499999981f,   0.166665062f,
                                                             0.0416671361f, 0.00836906875f, 0.00138888770f};
template <>
inline constexpr std::array<double, 11> kExponential<double> = {
    1.0000000000000000,    0.50000000000000055,   0.16666666666666563,    0.041666666666573910,
    0.0083333333333978989, 0.0013888888932258724, 0.00019841269707329534, 2.4801504602119353e-5,
    2.7557414909533085e-6, 2.7626262861729095e-7, 2.5052059592784929e-8};

/// The same of atan(sqrt(y)) / sqrt(y) on 0 <= y <= tan(pi/8)^2: to 1.8e-8 and 3.3e-17.  Printed by
/// tools/make_angle_polynomial.py arc_tangent.
template <class R>
inline constexpr std::array<R, 1> kArcTangent{};
template <>
inline constexpr std::array<float, 5> kArcTangent<float> = {0.999999982f, -0.333327992f, 0.199744708f, -0.138520896f,
                                                            0.0798673521f};
template <>
inline constexpr std::array<double, 11> kArcTangent<double> = {
    0.99999999999999997,  -0.33333333333328617,  0.19999999998889239,  -0.14285714183511316,
    0.11111106276133608,  -0.090907751501558377, 0.076899809126164505, -0.066404581633608519,
    0.056894577984465749, -0.043510871743529942, 0.021170692825033307};

/// Even and odd powers apart: half the latency.
template <LaneScalarType T, std::size_t n>
T Polynomial(const std::array<RealOf<T>, n>& c, const T& x) {
  constexpr int kLast = static_cast<int>(n) - 1;
  const T square = x * x;
  T first(c[kLast]), second(c[kLast - 1]);
#pragma GCC unroll 20
  for (int i = kLast - 2; i >= 0; i -= 2) first = T(c[i]) + square * first;
#pragma GCC unroll 20
  for (int i = kLast - 3; i >= 0; i -= 2) second = T(c[i]) + square * second;
  return kLast % 2 == 0 ? T(first + x * second) : T(second + x * first);
}

/// Of exp(x): 2^(n-1), which 2^1024 is not too large for, and r P(r).
template <LaneScalarType T>
struct ReducedExponential {
  T half_power;
  T rise;

  template <std::size_t n>
  static ReducedExponential Of(const T& x, const std::array<RealOf<T>, n>& coefficients) {
    using R = RealOf<T>;
    using Limits = std::numeric_limits<R>;
    constexpr bool kDouble = std::same_as<R, double>;
    constexpr R kOverLogTwo = R(1.44269504088896340736);
    constexpr R kLeading = kDouble ? R(6.93147180369123816490e-01) : R(0.693359375);
    constexpr R kRest = kDouble ? R(1.90821492927058770002e-10) : R(-2.12194440054690583e-4);
    // At the lower end n - 1 is one below the least exponent, and 2^(n-1) comes out as 0; at the upper end exp(x) is
    // infinite.
    constexpr R kLowest = R(Limits::min_exponent - 1) * R(0.69314718055994530942);
    constexpr R kHighest = R(Limits::max_exponent) * R(0.694);
    constexpr R kIntegers = R(1.5) / Limits::epsilon();
    const T above = Select<T>(x < T(kLowest), T(kLowest), x);
    const T clamped = Select<T>(above > T(kHighest), T(kHighest), above);
    const T sum = kOverLogTwo * clamped + T(kIntegers), power = sum - T(kIntegers);
    const T r = (clamped - kLeading * power) - kRest * power;
    return {HalfPower(sum), r * Polynomial(coefficients, r)};
  }

 private:
  static T HalfPower(const T& sum) {
    using Bits = typename T::MaskRegister;
    using Register = typename T::Register;
    constexpr int kFraction = std::numeric_limits<RealOf<T>>::digits - 1;
    constexpr auto kBias = static_cast<Element<Bits>>(std::numeric_limits<RealOf<T>>::max_exponent - 2);
    const Bits exponent = (std::bit_cast<Bits>(sum.lanes()) << kFraction) + (kBias << kFraction);
    return T(std::bit_cast<Register>(exponent));
  }
  template <class Bits>
  using Element = std::remove_cvref_t<decltype(Bits{}[0])>;
};

template <LaneScalarType T, std::size_t n>
T Exponential(const T& x, const std::array<RealOf<T>, n>& coefficients) {
  const auto e = ReducedExponential<T>::Of(x, coefficients);
  const T half = e.half_power + e.half_power * e.rise;
  return half + half;
}

template <LaneScalarType T, std::size_t n>
T ExponentialMinusOne(const T& x, const std::array<RealOf<T>, n>& coefficients) {
  const auto e = ReducedExponential<T>::Of(x, coefficients);
  const T half = (e.half_power - T(RealOf<T>(0.5))) + e.half_power * e.rise;
  return half + half;
}

template <LaneScalarType T, std::size_t n>
T ArcTangent(const T& y, const T& x, const std::array<RealOf<T>, n>& coefficients) {
  using R = RealOf<T>;
  const T zero(R(0)), size = Select<T>(y < zero, -y, y);
  const auto steep = size > x;
  const T small = Select<T>(steep, x, size), large = Select<T>(steep, size, x);
  const auto far = small > R(0.41421356237309504880) * large;
  const T t = Select<T>(far, small - large, small) / Select<T>(far, small + large, large);
  const T v = t * Polynomial(coefficients, T(t * t));
  const T angle = v + Select<T>(far, T(R(0.25) * Pi<R>()), zero);
  const T positive = Select<T>(steep, T(R(0.5) * Pi<R>()) - angle, angle);
  return Select<T>(y < zero, -positive, positive);
}

}  // namespace lane_functions_internal

template <LaneScalarType T>
T LaneExponential(const T& x) {
  return lane_functions_internal::Exponential(x, lane_functions_internal::kExponential<RealOf<T>>);
}

template <LaneScalarType T>
T LaneExponentialMinusOne(const T& x) {
  return lane_functions_internal::ExponentialMinusOne(x, lane_functions_internal::kExponential<RealOf<T>>);
}

/// atan(y/x).
template <LaneScalarType T>
T LaneArcTangent(const T& y, const T& x) {
  return lane_functions_internal::ArcTangent(y, x, lane_functions_internal::kArcTangent<RealOf<T>>);
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_LANE_FUNCTIONS_H_
