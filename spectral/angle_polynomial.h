/// A polynomial in phi = pi - theta, sin(theta) and cos(theta), 0 <= theta <= pi the angle between two points of a
/// sphere, with coefficients in Q[pi, 1/pi].
///
/// Kept reduced by sin^2 = 1 - cos^2: the monomials phi^a sin^b cos^c with b in {0, 1} are linearly independent
/// functions of theta, so two polynomials are the same function exactly when they compare equal.
#ifndef HADAMARD_NTK_SPECTRAL_ANGLE_POLYNOMIAL_H_
#define HADAMARD_NTK_SPECTRAL_ANGLE_POLYNOMIAL_H_

#include <array>
#include <cmath>
#include <map>

#include "spectral/pi_laurent.h"

namespace hadamard_ntk::spectral {

class AnglePolynomial {
 public:
  /// {a, b, c} of phi^a sin^b cos^c; b is 0 or 1.
  using Exponents = std::array<int, 3>;

  AnglePolynomial() = default;                 ///< zero
  AnglePolynomial(const PiLaurent& constant);  // NOLINT(runtime/explicit): constants are a subring
  AnglePolynomial(int constant) : AnglePolynomial(PiLaurent(constant)) {}  // NOLINT(runtime/explicit)

  static AnglePolynomial Phi();  ///< pi - theta
  static AnglePolynomial Sin();  ///< sin(theta)
  static AnglePolynomial Cos();  ///< cos(theta)

  /// Holds no zero coefficients.
  const std::map<Exponents, PiLaurent>& terms() const { return terms_; }

  AnglePolynomial& operator+=(const AnglePolynomial& other);
  AnglePolynomial& operator-=(const AnglePolynomial& other);
  AnglePolynomial& operator*=(const AnglePolynomial& other);

  friend AnglePolynomial operator+(AnglePolynomial a, const AnglePolynomial& b) { return a += b; }
  friend AnglePolynomial operator-(AnglePolynomial a, const AnglePolynomial& b) { return a -= b; }
  friend AnglePolynomial operator*(AnglePolynomial a, const AnglePolynomial& b) { return a *= b; }
  friend bool operator==(const AnglePolynomial& a, const AnglePolynomial& b) { return a.terms_ == b.terms_; }

  /// The value at an angle, `theta` real (built-in or Boost.Multiprecision). Each term is accurate to a few eps; the
  /// sum has the conditioning of its terms, which may be large.
  template <typename T>
  T At(const T& theta) const {
    using std::cos, std::sin;
    const T phi = PiLaurent::Monomial(1, 1).Evaluate<T>() - theta, sine = sin(theta), cosine = cos(theta);
    T sum(0);
    for (const auto& [exponents, coefficient] : terms_) {
      T term = coefficient.template Evaluate<T>();
      for (int i = 0; i < exponents[0]; ++i) term *= phi;
      for (int i = 0; i < exponents[1]; ++i) term *= sine;
      for (int i = 0; i < exponents[2]; ++i) term *= cosine;
      sum += term;
    }
    return sum;
  }

 private:
  void Add(const Exponents& exponents, const PiLaurent& coefficient);

  std::map<Exponents, PiLaurent> terms_;
};

/// base^exponent, exponent >= 0 (std::invalid_argument otherwise).
AnglePolynomial Pow(const AnglePolynomial& base, int exponent);

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_ANGLE_POLYNOMIAL_H_
