/// Vectors divided by powers of two, and what is left between two of them.
///
/// After the division the largest coordinate is in [1/2, 1), so that squares neither overflow nor underflow; nothing is
/// rounded but what falls below the subnormal numbers.
///
/// rho = <x,z> / (|x||z|) rounds at eps, so for an angle of 1e-8 it has lost 1 - rho.  Nearly (anti)parallel vectors
/// are therefore compared by what is left of z when its projection on x is taken away,
///   w = z - c x,   c = <x,z>/|x|^2,
///   sin^2(theta) = (|w|^2 - <x,w>^2/|x|^2) / |z|^2,   1 - |rho| = sin^2(theta) / (1 + |rho|).
/// A fused multiply-add gives every w_i a single rounding of its own small value, and an error of c points along x and
/// is taken out by the second term.  So sin(theta) has the accuracy of the coordinates themselves.
///
/// Both are written for one vector and for registers of them: kRows vectors side by side have coordinate k of vector i
/// at values[k * kRows + i].
#ifndef HADAMARD_NTK_NTK_SCALED_VECTOR_H_
#define HADAMARD_NTK_NTK_SCALED_VECTOR_H_

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>

#include "ntk/scalar.h"
#include "ntk/wide_range.h"

namespace hadamard_ntk::ntk {

/// What remains to know of a vector after the division.
template <std::floating_point T>
struct ScaledVector {
  T squared_norm = 0;  ///< after the division; 0 for a zero vector
  int exponent = 0;    ///< of the power of two

  /// Before the division.
  WideRange<T> norm() const { return ldexp(WideRange<T>(std::sqrt(squared_norm)), exponent); }
};

/// 0 for a finite value and NaN for any other, so that a sum of them tells without a branch whether all were finite.
template <class T>
T ZeroIfFinite(const T& value) {
  return value - value;
}

/// Divides kRows vectors of n coordinates.  False, and nothing is changed, if a coordinate is not finite.
template <int kRows, std::floating_point T>
bool ScaleVectors(T* values, std::size_t n, ScaledVector<T>* scaled) {
  T largest[kRows] = {}, finite[kRows] = {};
  for (std::size_t k = 0; k < n; ++k) {
    for (int i = 0; i < kRows; ++i) {
      largest[i] = std::max(largest[i], std::abs(values[k * kRows + i]));
      finite[i] += ZeroIfFinite(values[k * kRows + i]);
    }
  }
  T factor[kRows], squares[kRows] = {};
  if (std::any_of(finite, finite + kRows, [](T zero) { return zero != 0; })) return false;
  for (int i = 0; i < kRows; ++i) {
    (void)std::frexp(largest[i], &scaled[i].exponent);
    // Beyond this the factor would overflow; such vectors are divided in two steps.
    constexpr int kLargest = std::numeric_limits<T>::max_exponent - 2;
    const int up = -scaled[i].exponent;
    factor[i] = std::ldexp(T(1), std::min(up, kLargest));
    for (std::size_t k = 0; up > kLargest && k < n; ++k) {
      values[k * kRows + i] = std::ldexp(values[k * kRows + i], up - kLargest);
    }
  }
  for (std::size_t k = 0; k < n; ++k) {
    for (int i = 0; i < kRows; ++i) {
      values[k * kRows + i] *= factor[i];
      squares[i] += values[k * kRows + i] * values[k * kRows + i];
    }
  }
  for (int i = 0; i < kRows; ++i) scaled[i].squared_norm = squares[i];
  return true;
}

template <std::floating_point T>
T FusedDifference(T a, T b, T c) {
  return std::fma(-b, c, a);
}

/// sin^2(theta) of two scaled vectors, or of registers of pairs: x_at(k), z_at(k) are the coordinates k < n, `inner` is
/// <x,z> to working accuracy, the squared norms are not 0.
template <class S, class X, class Z>
S SineSquared(std::size_t n, const S& inner, const S& squared_x, const S& squared_z, const X& x_at, const Z& z_at) {
  const S c = inner / squared_x, zero(0);
  S square = zero, along = zero;
  for (std::size_t k = 0; k < n; ++k) {
    const S x = x_at(k);
    const S w = FusedDifference(S(z_at(k)), c, x);
    square = square + w * w;
    along = along + w * x;
  }
  const S sine_squared = (square - along * along / squared_x) / squared_z;
  return Select<S>(sine_squared < zero, zero, sine_squared);  // not below 0 by rounding
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_SCALED_VECTOR_H_
