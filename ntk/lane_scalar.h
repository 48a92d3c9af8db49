/// A vector register of floats or doubles as a Scalar (scalar.h), so that the formulas of this library run on
/// linalg::kLanes<T> pairs of inputs at a time.
///
/// The angle of a correlation, the one transcendental function that kernels of homogeneous activations need of it, is a
/// polynomial here (AngleOfComplement); sin, cos and atan are those of <cmath>, lane by lane.
#ifndef HADAMARD_NTK_NTK_LANE_SCALAR_H_
#define HADAMARD_NTK_NTK_LANE_SCALAR_H_

#include <array>
#include <cmath>
#include <concepts>
#include <cstring>
#include <type_traits>

#include "linalg/lanes.h"

namespace hadamard_ntk::ntk {
inline namespace HADAMARD_NTK_REGISTERS {

template <std::floating_point T>
class LaneScalar {
 public:
  using value_type = T;
  using Register = linalg::Lane<T>;
  static constexpr int kSize = linalg::kLanes<T>;

  LaneScalar() = default;
  explicit LaneScalar(const T& value) : register_(value - Register{}) {}  // x - 0 is x: a load, no arithmetic
  explicit LaneScalar(const Register& value) : register_(value) {}
  static LaneScalar Load(const T* from) { return LaneScalar(linalg::Load(from)); }

  const Register& lanes() const { return register_; }
  T operator[](int i) const { return register_[i]; }
  void Store(T* to) const { linalg::Store<T>(register_, to); }

  friend LaneScalar operator-(const LaneScalar& a) { return LaneScalar(-a.register_); }
  friend LaneScalar operator+(const LaneScalar& a, const LaneScalar& b) {
    return LaneScalar(a.register_ + b.register_);
  }
  friend LaneScalar operator-(const LaneScalar& a, const LaneScalar& b) {
    return LaneScalar(a.register_ - b.register_);
  }
  friend LaneScalar operator*(const LaneScalar& a, const LaneScalar& b) {
    return LaneScalar(a.register_ * b.register_);
  }
  friend LaneScalar operator/(const LaneScalar& a, const LaneScalar& b) {
    return LaneScalar(a.register_ / b.register_);
  }
  friend LaneScalar operator*(const T& a, const LaneScalar& b) { return LaneScalar(a * b.register_); }
  friend LaneScalar operator*(const LaneScalar& a, const T& b) { return LaneScalar(a.register_ * b); }
  /// a (1/b): the divisors of the formulas are constants.
  friend LaneScalar operator/(const LaneScalar& a, const T& b) { return LaneScalar(a.register_ * (1 / b)); }

  /// What a comparison gives: -1 in the lanes where it holds, 0 elsewhere.
  using MaskRegister = decltype(Register{} < Register{});
  struct Mask {
    MaskRegister lanes;
    friend bool all_of(const Mask& mask) { return mask.Sum() == -kSize; }
    friend bool any_of(const Mask& mask) { return mask.Sum() != 0; }
    friend Mask operator&&(const Mask& a, const Mask& b) { return {a.lanes & b.lanes}; }
    friend Mask operator||(const Mask& a, const Mask& b) { return {a.lanes | b.lanes}; }

   private:
    auto Sum() const {
      std::remove_cvref_t<decltype(MaskRegister{}[0])> numbers[kSize];
      std::memcpy(numbers, &lanes, sizeof(numbers));
      return linalg::SumByHalves<kSize>(numbers);
    }
  };
  friend Mask operator<(const LaneScalar& a, const LaneScalar& b) { return {a.register_ < b.register_}; }
  friend Mask operator<=(const LaneScalar& a, const LaneScalar& b) { return {a.register_ <= b.register_}; }
  friend Mask operator>(const LaneScalar& a, const LaneScalar& b) { return {a.register_ > b.register_}; }
  friend Mask operator>=(const LaneScalar& a, const LaneScalar& b) { return {a.register_ >= b.register_}; }
  friend Mask operator==(const LaneScalar& a, const LaneScalar& b) { return {a.register_ == b.register_}; }

  /// where(mask, a) = b changes a in the lanes of the mask.
  struct Where {
    const Mask& mask;
    LaneScalar& a;
    void operator=(const LaneScalar& b) && { a.register_ = mask.lanes ? b.register_ : a.register_; }
  };
  friend Where where(const Mask& mask, LaneScalar& a) { return {mask, a}; }

  /// a - b c, rounded once.
  friend LaneScalar FusedDifference(const LaneScalar& a, const LaneScalar& b, const LaneScalar& c) {
    T values[kSize], factors[kSize], others[kSize];
    a.Store(values);
    b.Store(factors);
    c.Store(others);
    for (int i = 0; i < kSize; ++i) values[i] = std::fma(-factors[i], others[i], values[i]);
    return Load(values);
  }

  friend LaneScalar sqrt(const LaneScalar& a) { return LaneScalar(linalg::SquareRoot<T>(a.register_)); }
  friend LaneScalar sin(const LaneScalar& a) {
    return ForEach(a, [](T x) { return std::sin(x); });
  }
  friend LaneScalar cos(const LaneScalar& a) {
    return ForEach(a, [](T x) { return std::cos(x); });
  }
  friend LaneScalar atan(const LaneScalar& a) {
    return ForEach(a, [](T x) { return std::atan(x); });
  }

 private:
  template <class F>
  static LaneScalar ForEach(const LaneScalar& a, const F& f) {
    T values[kSize];
    a.Store(values);
    for (T& value : values) value = f(value);
    return Load(values);
  }

  Register register_;
};

namespace lane_scalar_internal {

/// Minimax polynomials, in the relative error, of asin(sqrt(y)) / sqrt(y) on 0 <= y <= 1/2, constant first: to 2.2e-9
/// and 1.6e-17.  Printed by tools/make_angle_polynomial.py.
template <class T>
inline constexpr int kAngleTerms = std::same_as<T, float> ? 9 : 19;
template <class T>
inline constexpr std::array<T, kAngleTerms<T>> kAngle{};
template <>
inline constexpr std::array<float, 9> kAngle<float> = {1.00000000f,   0.166666016f,  0.0750329679f,
                                                       0.0440040846f, 0.0365101100f, -0.0100194082f,
                                                       0.114549291f,  -0.144781291f, 0.128375112f};
template <>
inline constexpr std::array<double, 19> kAngle<double> = {
    1.0000000000000000,   0.16666666666664477,  0.075000000005125874, 0.044642856667302420, 0.030381967718632926,
    0.022371465621762396, 0.017366454787285114, 0.013775766549851474, 0.013446154709937325, -0.0043449827211558216,
    0.087678823128927987, -0.33179416403091448, 1.1113893799471065,   -2.7204045981649412,  5.0199686515774772,
    -6.6756887006786907,  6.1155408052476491,   -3.4528716227833813,  0.92806106238506172};

}  // namespace lane_scalar_internal

/// asin(sqrt(y)) / sqrt(y) for 0 <= y <= 1/2.
template <std::floating_point T>
LaneScalar<T> ArcSineOverRoot(const LaneScalar<T>& y) {
  const auto& c = lane_scalar_internal::kAngle<T>;
  constexpr int kLast = lane_scalar_internal::kAngleTerms<T> - 1;
  const LaneScalar<T> square = y * y;
  // Even and odd powers apart: half the latency.
  static_assert(kLast % 2 == 0);
  LaneScalar<T> even(c[kLast]), odd(c[kLast - 1]);
#pragma GCC unroll 20
  for (int n = kLast - 2; n >= 0; n -= 2) even = LaneScalar<T>(c[n]) + square * even;
#pragma GCC unroll 20
  for (int n = kLast - 3; n >= 1; n -= 2) odd = LaneScalar<T>(c[n]) + square * odd;
  return even + y * odd;
}

/// The angle q in [0, pi/2] of which 1 - cos q = s: q = sqrt(2 s) asin(sqrt(s/2)) / sqrt(s/2), for 0 <= s <= 1.
/// Error: <= 3 eps relative (lane_scalar_test).
template <std::floating_point T>
LaneScalar<T> AngleOfComplement(const LaneScalar<T>& s) {
  return sqrt(s + s) * ArcSineOverRoot(T(0.5) * s);
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_LANE_SCALAR_H_
