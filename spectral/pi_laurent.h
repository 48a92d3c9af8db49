/// An element of Q[pi, 1/pi]: a finite sum  sum_j c_j pi^j,  j an integer of either sign, c_j exact rationals.
///
/// pi is transcendental [Lindemann1882], so the sum is zero as a real number only if every c_j is zero: equality is
/// decided exactly, and a nonzero element can be evaluated to full relative accuracy however much its terms cancel.
#ifndef HADAMARD_NTK_SPECTRAL_PI_LAURENT_H_
#define HADAMARD_NTK_SPECTRAL_PI_LAURENT_H_

#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <type_traits>

namespace hadamard_ntk::spectral {

class PiLaurent {
 public:
  using Integer = boost::multiprecision::cpp_int;
  using Rational = boost::multiprecision::cpp_rational;

  PiLaurent() = default;                                ///< zero
  PiLaurent(const Rational& value);                     // NOLINT(runtime/explicit): Q is a subring
  PiLaurent(int value) : PiLaurent(Rational(value)) {}  // NOLINT(runtime/explicit)

  /// c pi^exponent.
  static PiLaurent Monomial(const Rational& c, int exponent);

  /// exponent -> coefficient; holds no zero coefficients.
  const std::map<int, Rational>& coefficients() const { return coefficients_; }
  bool IsZero() const { return coefficients_.empty(); }

  PiLaurent& operator+=(const PiLaurent& other);
  PiLaurent& operator-=(const PiLaurent& other);
  PiLaurent& operator*=(const PiLaurent& other);
  /// Throws std::domain_error unless `other` is a single nonzero term: nothing else has an inverse in Q[pi, 1/pi].
  PiLaurent& operator/=(const PiLaurent& other);

  friend PiLaurent operator+(PiLaurent a, const PiLaurent& b) { return a += b; }
  friend PiLaurent operator-(PiLaurent a, const PiLaurent& b) { return a -= b; }
  friend PiLaurent operator*(PiLaurent a, const PiLaurent& b) { return a *= b; }
  friend PiLaurent operator/(PiLaurent a, const PiLaurent& b) { return a /= b; }
  friend PiLaurent operator-(const PiLaurent& a) { return PiLaurent() -= a; }
  friend bool operator==(const PiLaurent& a, const PiLaurent& b) { return a.coefficients_ == b.coefficients_; }

  /// "1/10 - 56/(375 pi^2)"; the highest power of pi first; "0" for zero.
  std::string Text() const;
  /// "\frac{1}{10} - \frac{56}{375 \pi^{2}}".
  std::string Latex() const;

  /// The value as a real `T`: a built-in floating type, or a Boost.Multiprecision real of fixed precision.
  /// Error: <= 0.51 ulp for binary `T` (half a unit, and 2^-24 of one from the enclosure of pi), <= 2 ulp for a decimal
  /// one; subnormal results excepted. Overflow gives infinity.
  template <typename T>
  T Evaluate() const {
    static_assert(std::numeric_limits<T>::is_specialized && std::numeric_limits<T>::max_digits10 > 0,
                  "Evaluate needs a floating type of fixed precision");
    using std::ldexp;
    constexpr int kBits = std::numeric_limits<T>::radix == 2 ? std::numeric_limits<T>::digits
                                                             : std::numeric_limits<T>::max_digits10 * 10 / 3 + 8;
    const Dyadic value = Approximate(kBits);
    if constexpr (std::is_floating_point_v<T>) {
      return ldexp(value.mantissa.template convert_to<T>(), value.exponent);
    } else {
      return ldexp(T(value.mantissa), value.exponent);
    }
  }

 private:
  /// mantissa 2^exponent.
  struct Dyadic {
    Integer mantissa;
    int exponent = 0;
  };
  /// The value rounded to `bits` significant bits: |mantissa| < 2^bits + 1, error < (1/2 + 2^-24) 2^exponent.
  Dyadic Approximate(int bits) const;

  std::map<int, Rational> coefficients_;
};

/// base^exponent, exponent >= 0 (std::invalid_argument otherwise).
PiLaurent Pow(const PiLaurent& base, int exponent);

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_PI_LAURENT_H_
