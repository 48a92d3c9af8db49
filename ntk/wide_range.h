/// Floats and doubles that neither overflow nor underflow: m 2^e with m of type T, 1/2 <= |m| < 1, and e a 64-bit
/// integer.  A Scalar (scalar.h): every formula of this library evaluates in it at any scale, to the errors that hold
/// for T, since + - * / and sqrt are rounded as those of T, and sin, cos, atan are T's own.
///
/// A number also knows whether T would have done: it has `strayed` if it, or any number it was computed from, is not
/// zero and above or below the normal numbers of T.  A formula whose result has not strayed gives the same in T.
#ifndef HADAMARD_NTK_NTK_WIDE_RANGE_H_
#define HADAMARD_NTK_NTK_WIDE_RANGE_H_

#include <algorithm>
#include <cmath>
#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace hadamard_ntk::ntk {

template <std::floating_point T>
class WideRange {
 public:
  WideRange() = default;

  /// The number rounded to the digits of T.
  template <class A>
  requires std::is_arithmetic_v<A>
  explicit WideRange(A a) {
    int exponent = 0;
    const long double mantissa = std::frexp(static_cast<long double>(a), &exponent);
    *this = Normalized(static_cast<T>(mantissa), exponent, false);
  }

  T mantissa() const { return mantissa_; }
  std::int64_t exponent() const { return exponent_; }
  bool strayed() const { return strayed_; }

  /// The number as a T: infinite, subnormal or zero if it must be.
  explicit operator T() const {
    constexpr std::int64_t kBeyond = 1 << 20;
    return std::ldexp(mantissa_, static_cast<int>(std::clamp(exponent_, -kBeyond, kBeyond)));
  }

  friend WideRange operator-(const WideRange& a) { return WideRange(-a.mantissa_, a.exponent_, a.strayed_); }
  friend WideRange operator+(const WideRange& a, const WideRange& b) {
    const bool strayed = a.strayed_ || b.strayed_;
    if (a.mantissa_ == 0) return WideRange(b.mantissa_, b.exponent_, strayed);
    if (b.mantissa_ == 0) return WideRange(a.mantissa_, a.exponent_, strayed);
    const bool a_larger = a.exponent_ >= b.exponent_;
    const WideRange &large = a_larger ? a : b, &small = a_larger ? b : a;
    // Farther below, the smaller one is less than half of the last digit.
    constexpr std::int64_t kFar = std::numeric_limits<T>::digits + 3;
    const auto shift = static_cast<int>(std::min(large.exponent_ - small.exponent_, kFar));
    return Normalized(large.mantissa_ + std::ldexp(small.mantissa_, -shift), large.exponent_, strayed);
  }
  friend WideRange operator-(const WideRange& a, const WideRange& b) { return a + -b; }
  friend WideRange operator*(const WideRange& a, const WideRange& b) {
    return Normalized(a.mantissa_ * b.mantissa_, a.exponent_ + b.exponent_, a.strayed_ || b.strayed_);
  }
  friend WideRange operator/(const WideRange& a, const WideRange& b) {
    return Normalized(a.mantissa_ / b.mantissa_, a.exponent_ - b.exponent_, a.strayed_ || b.strayed_);
  }

  friend std::partial_ordering operator<=>(const WideRange& a, const WideRange& b) {
    return (a - b).mantissa_ <=> T(0);
  }
  friend bool operator==(const WideRange& a, const WideRange& b) { return (a <=> b) == 0; }

  friend WideRange ldexp(const WideRange& a, std::int64_t exponent) {
    return Normalized(a.mantissa_, a.exponent_ + exponent, a.strayed_);
  }
  friend WideRange sqrt(const WideRange& a) {
    const std::int64_t odd = a.exponent_ & 1;
    return Normalized(std::sqrt(std::ldexp(a.mantissa_, static_cast<int>(odd))), (a.exponent_ - odd) / 2, a.strayed_);
  }
  friend WideRange sin(const WideRange& a) {
    return a.IsSmall() ? a : a.Apply([](T x) { return std::sin(x); });
  }
  friend WideRange cos(const WideRange& a) {
    return a.Apply([](T x) { return std::cos(x); });
  }
  friend WideRange atan(const WideRange& a) {
    return a.IsSmall() ? a : a.Apply([](T x) { return std::atan(x); });
  }
  friend WideRange acos(const WideRange& a) {
    return a.Apply([](T x) { return std::acos(x); });
  }

 private:
  WideRange(T mantissa, std::int64_t exponent, bool strayed)
      : mantissa_(mantissa), exponent_(exponent), strayed_(strayed) {}

  // For a mantissa of any size; zero, infinity and NaN have the exponent 0.
  static WideRange Normalized(T mantissa, std::int64_t exponent, bool strayed) {
    if (mantissa == 0 || !std::isfinite(mantissa)) return WideRange(mantissa, 0, strayed);
    int shift = 0;
    const T normalized = std::frexp(mantissa, &shift);
    const std::int64_t e = exponent + shift;
    using Limits = std::numeric_limits<T>;
    return WideRange(normalized, e, strayed || e < Limits::min_exponent || e > Limits::max_exponent);
  }

  // Whether sin x = atan x = x to all digits.
  bool IsSmall() const { return exponent_ < -std::numeric_limits<T>::digits; }

  template <class F>
  WideRange Apply(const F& f) const {
    return Normalized(f(static_cast<T>(*this)), 0, strayed_);
  }

  T mantissa_ = 0;
  std::int64_t exponent_ = 0;
  bool strayed_ = false;
};

}  // namespace hadamard_ntk::ntk

template <std::floating_point T>
class std::numeric_limits<hadamard_ntk::ntk::WideRange<T>> {
 public:
  static constexpr bool is_specialized = true;
  static constexpr int digits = std::numeric_limits<T>::digits;
};

#endif  // HADAMARD_NTK_NTK_WIDE_RANGE_H_
