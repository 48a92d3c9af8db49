#include "spectral/angle_polynomial.h"

#include <stdexcept>
#include <string>

namespace hadamard_ntk::spectral {

AnglePolynomial::AnglePolynomial(const PiLaurent& constant) { Add({0, 0, 0}, constant); }

AnglePolynomial AnglePolynomial::Phi() {
  AnglePolynomial result;
  result.Add({1, 0, 0}, 1);
  return result;
}

AnglePolynomial AnglePolynomial::Sin() {
  AnglePolynomial result;
  result.Add({0, 1, 0}, 1);
  return result;
}

AnglePolynomial AnglePolynomial::Cos() {
  AnglePolynomial result;
  result.Add({0, 0, 1}, 1);
  return result;
}

void AnglePolynomial::Add(const Exponents& exponents, const PiLaurent& coefficient) {
  if (exponents[1] >= 2) {
    Add({exponents[0], exponents[1] - 2, exponents[2]}, coefficient);
    Add({exponents[0], exponents[1] - 2, exponents[2] + 2}, -coefficient);
    return;
  }
  const auto it = terms_.try_emplace(exponents).first;
  it->second += coefficient;
  if (it->second.IsZero()) terms_.erase(it);
}

AnglePolynomial& AnglePolynomial::operator+=(const AnglePolynomial& other) {
  if (this == &other) return *this *= AnglePolynomial(2);
  for (const auto& [exponents, coefficient] : other.terms_) Add(exponents, coefficient);
  return *this;
}

AnglePolynomial& AnglePolynomial::operator-=(const AnglePolynomial& other) {
  if (this == &other) return *this = AnglePolynomial();
  for (const auto& [exponents, coefficient] : other.terms_) Add(exponents, -coefficient);
  return *this;
}

AnglePolynomial& AnglePolynomial::operator*=(const AnglePolynomial& other) {
  AnglePolynomial product;
  for (const auto& [e, a] : terms_) {
    for (const auto& [f, b] : other.terms_) product.Add({e[0] + f[0], e[1] + f[1], e[2] + f[2]}, a * b);
  }
  return *this = product;
}

AnglePolynomial Pow(const AnglePolynomial& base, int exponent) {
  if (exponent < 0) throw std::invalid_argument("Pow: exponent must be >= 0, got " + std::to_string(exponent));
  AnglePolynomial result = 1;
  for (int i = 0; i < exponent; ++i) result *= base;
  return result;
}

}  // namespace hadamard_ntk::spectral
