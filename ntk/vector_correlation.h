/// The norms and the correlation of two vectors x, z of floats or doubles, with the digits of a small angle kept.
///
/// rho = <x,z> / (|x||z|) rounds at eps, so for an angle of 1e-8 it has lost 1 - rho.  Nearly (anti)parallel vectors
/// are therefore compared by what is left of z when its projection on x is taken away,
///   w = z - c x,   c = <x,z>/|x|^2,
///   sin^2(theta) = (|w|^2 - <x,w>^2/|x|^2) / |z|^2,   1 - |rho| = sin^2(theta) / (1 + |rho|).
/// A fused multiply-add gives every w_i a single rounding of its own small value, and an error of c points along x and
/// is taken out by the second term.  So sin(theta) has the accuracy of the coordinates themselves.
/// Vectors are first scaled by powers of two, so that squares neither overflow nor underflow.
/// A zero vector has rho = 1 with any other (kernels without bias vanish there anyway).
///
/// Error: 1 - rho and 1 + rho <= (n + 16) (1 + (2 n eps / t)^2) eps relative, t the smaller of theta and pi - theta
/// (vector_correlation_test).
/// Throws std::invalid_argument for different sizes, size 0, or a coordinate that is not finite; std::domain_error if
/// a norm overflows.
#ifndef HADAMARD_NTK_NTK_VECTOR_CORRELATION_H_
#define HADAMARD_NTK_NTK_VECTOR_CORRELATION_H_

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "ntk/correlation.h"
#include "ntk/scalar.h"
#include "ntk/wide_range.h"

namespace hadamard_ntk::ntk {

template <std::floating_point T>
struct VectorPair {
  T norm_x;
  T norm_z;
  Correlation<T> correlation;
};

/// What remains to know of a vector that was divided by a power of two to have its largest coordinate in [1/2, 1).
template <std::floating_point T>
struct ScaledVector {
  T squared_norm = 0;  // after the division; 0 for a zero vector
  int exponent = 0;    // of the power of two

  /// Before the division.
  WideRange<T> norm() const { return ldexp(WideRange<T>(std::sqrt(squared_norm)), exponent); }

  /// Scales v in place.
  static ScaledVector Scale(std::span<T> v) {
    T largest = 0;
    for (const T a : v) largest = std::max(largest, std::abs(a));
    if (largest == 0) return {};
    int exponent = 0;
    (void)std::frexp(largest, &exponent);
    T squares = 0;
    for (T& a : v) {
      a = std::ldexp(a, -exponent);
      squares += a * a;
    }
    return {squares, exponent};
  }
};

/// The correlation of scaled vectors, given their inner product to working accuracy.
template <std::floating_point T>
Correlation<T> ScaledCorrelation(std::span<const T> x, const ScaledVector<T>& of_x, std::span<const T> z,
                                 const ScaledVector<T>& of_z, T inner) {
  if (of_x.squared_norm == 0 || of_z.squared_norm == 0) return Correlation<T>::Equal();
  const T rho = inner / (std::sqrt(of_x.squared_norm) * std::sqrt(of_z.squared_norm));
  if (std::abs(rho) <= T(0.875)) return Correlation<T>::FromCosine(rho);

  const T c = inner / of_x.squared_norm;
  constexpr std::size_t kLanes = 16;  // independent sums, which the compiler can keep in vector registers
  T squares[kLanes] = {}, along[kLanes] = {};
  const auto add = [&](std::size_t i, std::size_t lane) {
    const T w = std::fma(-c, x[i], z[i]);
    squares[lane] += w * w;
    along[lane] += w * x[i];
  };
  std::size_t i = 0;
  for (; i + kLanes <= x.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) add(i + lane, lane);
  }
  for (std::size_t lane = 0; i < x.size(); ++i, ++lane) add(i, lane);
  const T square = std::accumulate(std::begin(squares), std::end(squares), T(0));
  const T projection = std::accumulate(std::begin(along), std::end(along), T(0));

  // About 1 - (7/8)^2 at most; not below 0 by rounding.
  const T sine_squared = std::max(T(0), square - projection * projection / of_x.squared_norm) / of_z.squared_norm;
  const T cosine = std::sqrt(1 - sine_squared), large = 1 + cosine, small = sine_squared / large;
  return rho > 0 ? Correlation<T>::FromParts(cosine, small, large) : Correlation<T>::FromParts(-cosine, large, small);
}

template <std::floating_point T>
VectorPair<T> VectorCorrelation(std::span<const T> x, std::span<const T> z) {
  if (x.size() != z.size() || x.empty()) {
    throw std::invalid_argument("VectorCorrelation: sizes must be equal and positive, got " + std::to_string(x.size()) +
                                " and " + std::to_string(z.size()));
  }
  for (const std::span<const T> v : {x, z}) {
    const auto bad = std::find_if_not(v.begin(), v.end(), [](T a) { return std::isfinite(a); });
    if (bad != v.end()) {
      throw std::invalid_argument("VectorCorrelation: coordinates must be finite, got " + Describe(*bad));
    }
  }
  std::vector<T> a(x.begin(), x.end()), b(z.begin(), z.end());
  const ScaledVector<T> of_a = ScaledVector<T>::Scale(a), of_b = ScaledVector<T>::Scale(b);
  const T norm_x(of_a.norm()), norm_z(of_b.norm());
  if (!std::isfinite(norm_x) || !std::isfinite(norm_z)) {
    throw std::domain_error("VectorCorrelation: norms must be finite, got " + Describe(norm_x) + " and " +
                            Describe(norm_z));
  }
  T inner = 0;
  for (std::size_t i = 0; i < a.size(); ++i) inner += a[i] * b[i];
  return {norm_x, norm_z, ScaledCorrelation<T>(a, of_a, b, of_b, inner)};
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_VECTOR_CORRELATION_H_
