/// Products of Hermite polynomials of one normal variable, exactly:
///   He_i He_j = sum_l c He_l,   c = r! binom(i, r) binom(j, r),   r = (i + j - l) / 2,                             (1)
/// over l = |i - j|, |i - j| + 2, ..., i + j, since e^{sx - s^2/2} e^{tx - t^2/2} = e^{st} e^{(s+t)x - (s+t)^2/2}; and
/// of the orthonormal h_k = He_k / sqrt(k!) (hermite.h), with s = (i + j + l) / 2,
///   E[h_i h_j h_l]^2 = binom(i, s - j) binom(j, s - l) binom(l, s - i),                                            (2)
/// an integer, E[h_i h_j h_l] >= 0 its root; both are 0 for other l.
///
/// Domain: i, j, l >= 0, otherwise std::invalid_argument.
#ifndef HADAMARD_NTK_GAUSSIAN_HERMITE_PRODUCTS_H_
#define HADAMARD_NTK_GAUSSIAN_HERMITE_PRODUCTS_H_

#include <boost/multiprecision/cpp_int.hpp>
#include <cstddef>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::gaussian {

using Integer = boost::multiprecision::cpp_int;

/// binom(n, r), n >= 0; 0 unless 0 <= r <= n.
inline Integer Binomial(int n, int r) {
  if (r < 0 || r > n) return 0;
  Integer value = 1;
  for (int i = 1; i <= r; ++i) value = value * (n - r + i) / i;
  return value;
}

inline Integer Factorial(int n) {
  Integer value = 1;
  for (int i = 2; i <= n; ++i) value *= i;
  return value;
}

namespace hermite_products_internal {

inline bool Occurs(const char* function, int i, int j, int l) {
  if (i < 0 || j < 0 || l < 0) {
    throw std::invalid_argument(std::string(function) + ": degrees must be >= 0, got " + std::to_string(i) + ", " +
                                std::to_string(j) + ", " + std::to_string(l));
  }
  return (i + j + l) % 2 == 0 && l <= i + j && l >= std::abs(i - j);
}

}  // namespace hermite_products_internal

/// c of (1).
inline Integer LinearisationCoefficient(int i, int j, int l) {
  if (!hermite_products_internal::Occurs("LinearisationCoefficient", i, j, l)) return 0;
  const int r = (i + j - l) / 2;
  return Factorial(r) * Binomial(i, r) * Binomial(j, r);
}

/// (2).
inline Integer SquaredTripleMoment(int i, int j, int l) {
  if (!hermite_products_internal::Occurs("SquaredTripleMoment", i, j, l)) return 0;
  const int s = (i + j + l) / 2;
  return Binomial(i, s - j) * Binomial(j, s - l) * Binomial(l, s - i);
}

/// a_0, ..., a_{k n} of He_k^n = sum_j a_j He_j.  E[He_k^n He_j] = j! a_j, so a_0 is the n-th moment of He_k.
inline std::vector<Integer> HermitePower(int k, int n) {
  if (k < 0 || n < 0) {
    throw std::invalid_argument("HermitePower: degree and power must be >= 0, got " + std::to_string(k) + ", " +
                                std::to_string(n));
  }
  std::vector<Integer> power = {1};
  for (int factor = 1; factor <= n; ++factor) {
    std::vector<Integer> next(static_cast<std::size_t>(k * factor) + 1);
    for (int i = 0; i <= k * (factor - 1); ++i) {
      for (int l = std::abs(k - i); l <= k + i; l += 2) {
        next[static_cast<std::size_t>(l)] += power[static_cast<std::size_t>(i)] * LinearisationCoefficient(i, k, l);
      }
    }
    power = std::move(next);
  }
  return power;
}

}  // namespace hadamard_ntk::gaussian

#endif  // HADAMARD_NTK_GAUSSIAN_HERMITE_PRODUCTS_H_
