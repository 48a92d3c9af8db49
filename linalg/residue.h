/// Residues modulo the prime p = 2^61 - 1: a field in which sums and products are exact.  A polynomial with integer
/// coefficients that is not zero at one point of it is not zero; one of degree D that is not zero modulo p vanishes at
/// a random point with probability at most D / p [Schwartz1980].
///
/// Integers and bits are reduced: Residue(-1) is p - 1.  Domain: all; 1 / 0 throws std::domain_error.
#ifndef HADAMARD_NTK_LINALG_RESIDUE_H_
#define HADAMARD_NTK_LINALG_RESIDUE_H_

#include <concepts>
#include <cstdint>
#include <stdexcept>

namespace hadamard_ntk::linalg {

class Residue {
 public:
  static constexpr std::uint64_t kPrime = (std::uint64_t{1} << 61) - 1;

  constexpr Residue() = default;
  constexpr Residue(std::signed_integral auto value)  // NOLINT: an integer is a residue
      : value_(Reduce(value < 0 ? kPrime - Reduce(-static_cast<std::uint64_t>(value)) : value)) {}
  constexpr Residue(std::unsigned_integral auto value) : value_(Reduce(value)) {}  // NOLINT

  /// In [0, p).
  constexpr std::uint64_t value() const { return value_; }

  friend constexpr bool operator==(Residue, Residue) = default;
  friend constexpr Residue operator+(Residue a, Residue b) { return a.value_ + b.value_; }
  friend constexpr Residue operator-(Residue a, Residue b) { return a.value_ + (kPrime - b.value_); }
  friend constexpr Residue operator*(Residue a, Residue b) {
    const Wide product = Wide{a.value_} * b.value_;  // 2^61 = 1
    return (static_cast<std::uint64_t>(product) & kPrime) + static_cast<std::uint64_t>(product >> 61);
  }
  constexpr Residue& operator+=(Residue b) { return *this = *this + b; }

  /// By Fermat: a^(p-2).
  constexpr Residue Inverse() const {
    if (value_ == 0) throw std::domain_error("Residue::Inverse: value must not be 0, got 0");
    Residue power = *this, result = 1;
    for (std::uint64_t bits = kPrime - 2; bits > 0; bits >>= 1) {
      if (bits & 1) result = result * power;
      power = power * power;
    }
    return result;
  }

 private:
  __extension__ typedef unsigned __int128 Wide;

  static constexpr std::uint64_t Reduce(std::uint64_t value) {
    value = (value & kPrime) + (value >> 61);
    return value >= kPrime ? value - kPrime : value;
  }

  std::uint64_t value_ = 0;
};

}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_RESIDUE_H_
