/// For tests: forward differentiation.  A dual number v + eps s, eps^2 = 0, carries a value and a derivative through a
/// formula; it is a Scalar, so every kernel accepts it.  Comparisons see the value only.
#ifndef HADAMARD_NTK_NTK_DUAL_NUMBER_TESTING_H_
#define HADAMARD_NTK_NTK_DUAL_NUMBER_TESTING_H_

#include <cmath>

namespace hadamard_ntk::ntk {

template <class R>
struct DualNumber {
  using value_type = R;

  R value{};
  R slope{};

  DualNumber() = default;
  DualNumber(R v) : value(v) {}  // NOLINT: a real number is a dual number
  DualNumber(R v, R s) : value(v), slope(s) {}

  friend DualNumber operator+(DualNumber a, DualNumber b) { return {a.value + b.value, a.slope + b.slope}; }
  friend DualNumber operator-(DualNumber a, DualNumber b) { return {a.value - b.value, a.slope - b.slope}; }
  friend DualNumber operator*(DualNumber a, DualNumber b) {
    return {a.value * b.value, a.slope * b.value + a.value * b.slope};
  }
  friend DualNumber operator/(DualNumber a, DualNumber b) {
    const R ratio = a.value / b.value;
    return {ratio, (a.slope - ratio * b.slope) / b.value};
  }
  DualNumber operator-() const { return {-value, -slope}; }
  DualNumber& operator*=(DualNumber b) { return *this = *this * b; }
  DualNumber& operator/=(DualNumber b) { return *this = *this / b; }
  DualNumber& operator+=(DualNumber b) { return *this = *this + b; }

  friend bool operator==(DualNumber a, DualNumber b) { return a.value == b.value; }
  friend bool operator<=(DualNumber a, DualNumber b) { return a.value <= b.value; }
  friend bool operator>=(DualNumber a, DualNumber b) { return a.value >= b.value; }
};

template <class R>
DualNumber<R> sqrt(DualNumber<R> a) {
  const R root = std::sqrt(a.value);
  return {root, a.slope / (2 * root)};
}
template <class R>
DualNumber<R> sin(DualNumber<R> a) {
  return {std::sin(a.value), a.slope * std::cos(a.value)};
}
template <class R>
DualNumber<R> cos(DualNumber<R> a) {
  return {std::cos(a.value), -a.slope * std::sin(a.value)};
}
template <class R>
DualNumber<R> atan(DualNumber<R> a) {
  return {std::atan(a.value), a.slope / (1 + a.value * a.value)};
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_DUAL_NUMBER_TESTING_H_
