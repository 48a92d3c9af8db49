/// Multiplicity of degree k on S^d: the dimension of the spherical harmonics of degree k in d + 1 variables
/// [AtkHan2012, ch. 2],
///
///   F(d, 0) = 1,   F(d, k) = (2k + d - 1) / k * binom(k + d - 2, d - 1),   d >= 1, k >= 0;
///
/// F(1, k) = 2, F(2, k) = 2k + 1, F(3, k) = (k + 1)^2. Four forms of the one integer:
///   MultiplicityExact   the integer, of any size. Cost O(min(d, k)^2) limb operations.
///   MultiplicityUint64  the same integer where it is below 2^64; std::overflow_error otherwise.
///   Multiplicity        the double nearest to it (correctly rounded); std::overflow_error above the largest double.
///                       Cost O(min(d, k)).
///   LogMultiplicity     its natural logarithm, for any size; relative error <= 4 eps.
/// Domain: 1 <= d < 2^51 and 0 <= k < 2^51, else std::invalid_argument.
#ifndef HADAMARD_NTK_SPECTRAL_MULTIPLICITY_H_
#define HADAMARD_NTK_SPECTRAL_MULTIPLICITY_H_

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::spectral {

boost::multiprecision::cpp_int MultiplicityExact(std::int64_t d, std::int64_t k);
std::uint64_t MultiplicityUint64(std::int64_t d, std::int64_t k);
double Multiplicity(std::int64_t d, std::int64_t k);
double LogMultiplicity(std::int64_t d, std::int64_t k);

/// F(d, k + 1) / F(d, k), d >= 1.  T: any field; two products and a quotient.
template <class T>
T MultiplicityRatio(std::int64_t d, std::int64_t k) {
  if (k == 0) return T(d + 1);
  return T(2 * k + d + 1) * T(k + d - 1) / (T(2 * k + d - 1) * T(k + 1));
}

namespace multiplicity_internal {

__extension__ typedef unsigned __int128 Uint128;

inline std::string At(std::int64_t d, std::int64_t k) {
  return " at d = " + std::to_string(d) + ", k = " + std::to_string(k);
}

inline void CheckArguments(const char* function, std::int64_t d, std::int64_t k) {
  constexpr std::int64_t kLimit = std::int64_t{1} << 51;
  if (d < 1 || d >= kLimit) throw std::invalid_argument(std::string(function) + ": needs 1 <= d < 2^51" + At(d, k));
  if (k < 0 || k >= kLimit) throw std::invalid_argument(std::string(function) + ": needs 0 <= k < 2^51" + At(d, k));
}

/// Tells whether F(d, k) < 2^64, and then writes it. With r = min(d, k) - 1 and n = k + d - 2, the binomials
/// b_i = binom(n - r + i, i) grow with i and b_r <= F(d, k) / 2, so that an overflow on the way is one of the result.
inline bool TryUint64(std::int64_t d, std::int64_t k, std::uint64_t* f) {
  *f = 1;
  if (k == 0) return true;
  const Uint128 limit = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t r = static_cast<std::uint64_t>(std::min(d, k) - 1);
  const std::uint64_t n_minus_r = static_cast<std::uint64_t>(std::max(d, k) - 1);
  Uint128 b = 1;
  for (std::uint64_t i = 1; i <= r; ++i) {
    b = b * (Uint128{n_minus_r} + i) / i;
    if (b > limit) return false;
  }
  b = b * (2 * Uint128(k) + Uint128(d) - 1) / Uint128(k);
  if (b > limit) return false;
  *f = static_cast<std::uint64_t>(b);
  return true;
}

/// (high + low) 2^exponent with |low| <= ulp(high) / 2, off F(d, k) by at most relative_error.
struct ScaledPair {
  double high = 1;
  double low = 0;
  int exponent = 0;
  double relative_error = 0;

  void Normalise(double h, double l) {
    high = h + l;
    low = l - (high - h);
  }
  /// One product and one quotient, each within 2^-103 relative: the terms dropped are below 2^-105 |high|, twice.
  void MultiplyDivide(double a, double b) {
    const double p = high * a;
    Normalise(p, std::fma(low, a, std::fma(high, a, -p)));
    const double q = high / b;
    Normalise(q, (std::fma(-q, b, high) + low) / b);
    if (high > 0x1p500) {
      high *= 0x1p-500;
      low *= 0x1p-500;
      exponent += 500;
    }
    relative_error += 0x1p-102;
  }
};

inline ScaledPair Scaled(std::int64_t d, std::int64_t k) {
  ScaledPair f;
  const std::int64_t r = std::min(d, k) - 1, n_minus_r = std::max(d, k) - 1;
  for (std::int64_t i = 1; i <= r; ++i) f.MultiplyDivide(static_cast<double>(n_minus_r + i), static_cast<double>(i));
  f.MultiplyDivide(static_cast<double>(2 * k + d - 1), static_cast<double>(k));
  return f;
}

/// The double nearest to v >= 1 (ties to even): the leading 64 bits with the rest ored into the last one.
inline double Nearest(const boost::multiprecision::cpp_int& v) {
  const unsigned top = boost::multiprecision::msb(v);
  if (top < 64) return static_cast<double>(static_cast<std::uint64_t>(v));
  const unsigned shift = top - 63;
  const boost::multiprecision::cpp_int leading = v >> shift;
  std::uint64_t bits = static_cast<std::uint64_t>(leading);
  if (boost::multiprecision::lsb(v) < shift) bits |= 1;
  return std::ldexp(static_cast<double>(bits), static_cast<int>(shift));
}

}  // namespace multiplicity_internal

inline boost::multiprecision::cpp_int MultiplicityExact(std::int64_t d, std::int64_t k) {
  multiplicity_internal::CheckArguments("MultiplicityExact", d, k);
  if (k == 0) return 1;
  const std::int64_t r = std::min(d, k) - 1, n_minus_r = std::max(d, k) - 1;
  boost::multiprecision::cpp_int b = 1;
  for (std::int64_t i = 1; i <= r; ++i) {
    b *= n_minus_r + i;
    b /= i;
  }
  b *= 2 * k + d - 1;
  b /= k;
  return b;
}

inline std::uint64_t MultiplicityUint64(std::int64_t d, std::int64_t k) {
  multiplicity_internal::CheckArguments("MultiplicityUint64", d, k);
  std::uint64_t f;
  if (!multiplicity_internal::TryUint64(d, k, &f)) {
    throw std::overflow_error("MultiplicityUint64: F(d, k) does not fit into 64 bits" +
                              multiplicity_internal::At(d, k));
  }
  return f;
}

inline double Multiplicity(std::int64_t d, std::int64_t k) {
  multiplicity_internal::CheckArguments("Multiplicity", d, k);
  std::uint64_t exact;
  if (multiplicity_internal::TryUint64(d, k, &exact)) return static_cast<double>(exact);
  const multiplicity_internal::ScaledPair f = multiplicity_internal::Scaled(d, k);
  // Where an error of the pair could move the rounding, the exact integer decides.
  const double error = f.high * f.relative_error;
  const bool decided = f.high + (f.low + error) == f.high && f.high + (f.low - error) == f.high;
  // f.high 2^exponent >= 2^1025 is an overflow whatever the rounding: no integer of that size is built.
  const double value = decided || std::ilogb(f.high) + f.exponent > 1024
                           ? std::ldexp(f.high, f.exponent)
                           : multiplicity_internal::Nearest(MultiplicityExact(d, k));
  if (!std::isfinite(value)) {
    throw std::overflow_error("Multiplicity: F(d, k) exceeds the largest double (use LogMultiplicity)" +
                              multiplicity_internal::At(d, k));
  }
  return value;
}

inline double LogMultiplicity(std::int64_t d, std::int64_t k) {
  multiplicity_internal::CheckArguments("LogMultiplicity", d, k);
  std::uint64_t exact;
  if (multiplicity_internal::TryUint64(d, k, &exact)) return std::log(static_cast<double>(exact));
  const multiplicity_internal::ScaledPair f = multiplicity_internal::Scaled(d, k);
  return std::log(f.high) + f.exponent * 0.693147180559945309417232;  // F >= 2^64: no cancellation.
}

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_MULTIPLICITY_H_
