/// The norms and the correlation of two vectors x, z of floats or doubles, with the digits of a small angle kept.
///
/// Vectors are first divided by powers of two, and nearly (anti)parallel ones compared by their coordinates
/// (scaled_vector.h).
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
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "ntk/correlation.h"
#include "ntk/scalar.h"
#include "ntk/scaled_vector.h"

namespace hadamard_ntk::ntk {

template <std::floating_point T>
struct VectorPair {
  T norm_x;
  T norm_z;
  Correlation<T> correlation;
};

/// The correlation of scaled vectors of n coordinates, neither of them zero.
template <std::floating_point T>
Correlation<T> ScaledCorrelation(const std::vector<T>& x, const ScaledVector<T>& of_x, const std::vector<T>& z,
                                 const ScaledVector<T>& of_z) {
  const T inner = std::inner_product(x.begin(), x.end(), z.begin(), T(0));
  const T rho = inner / (std::sqrt(of_x.squared_norm) * std::sqrt(of_z.squared_norm));
  if (std::abs(rho) <= T(0.875)) return Correlation<T>::FromCosine(rho);
  // About 1 - (7/8)^2 at most.
  const T sine_squared = SineSquared<T>(
      x.size(), inner, of_x.squared_norm, of_z.squared_norm, [&](std::size_t k) { return x[k]; },
      [&](std::size_t k) { return z[k]; });
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
  ScaledVector<T> of_a, of_b;
  ScaleVectors<1>(a.data(), a.size(), &of_a);
  ScaleVectors<1>(b.data(), b.size(), &of_b);
  const T norm_x(of_a.norm()), norm_z(of_b.norm());
  if (!std::isfinite(norm_x) || !std::isfinite(norm_z)) {
    throw std::domain_error("VectorCorrelation: norms must be finite, got " + Describe(norm_x) + " and " +
                            Describe(norm_z));
  }
  if (of_a.squared_norm == 0 || of_b.squared_norm == 0) return {norm_x, norm_z, Correlation<T>::Equal()};
  return {norm_x, norm_z, ScaledCorrelation<T>(a, of_a, b, of_b)};
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_VECTOR_CORRELATION_H_
