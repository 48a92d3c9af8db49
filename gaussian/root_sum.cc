#include "gaussian/root_sum.h"

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <stdexcept>

namespace hadamard_ntk::gaussian {

RootSum::RootSum(const Rational& value) {
  if (value != 0) terms_[1] = value;
}

RootSum RootSum::Sqrt(std::int64_t n) {
  if (n < 0) throw std::domain_error("RootSum::Sqrt: needs n >= 0, got " + std::to_string(n));
  RootSum root;
  if (n == 0) return root;
  std::int64_t outside = 1, squarefree = 1;
  for (std::int64_t p = 2; p <= n / p; ++p) {
    for (; n % (p * p) == 0; n /= p * p) outside *= p;
    if (n % p == 0) squarefree *= p, n /= p;
  }
  root.terms_[Integer(squarefree) * n] = outside;
  return root;
}

bool RootSum::IsRational() const { return terms_.empty() || (terms_.size() == 1 && terms_.begin()->first == 1); }

RootSum::Rational RootSum::ToRational() const {
  if (!IsRational()) throw std::domain_error("RootSum::ToRational: " + Text() + " is not rational");
  return terms_.empty() ? Rational(0) : terms_.begin()->second;
}

RootSum& RootSum::operator+=(const RootSum& other) {
  for (const auto& [n, c] : other.terms_) {
    Rational& mine = terms_[n];
    mine += c;
    if (mine == 0) terms_.erase(n);
  }
  return *this;
}

RootSum& RootSum::operator*=(const RootSum& other) {
  RootSum product;
  for (const auto& [n, c] : terms_) {
    for (const auto& [m, b] : other.terms_) {
      const Integer shared = gcd(n, m);  // sqrt(n m) = shared sqrt(n m / shared^2)
      RootSum term;
      term.terms_[(n / shared) * (m / shared)] = c * b * Rational(shared);
      product += term;
    }
  }
  return *this = product;
}

RootSum& RootSum::operator/=(const RootSum& other) {
  if (other.terms_.size() != 1) throw std::domain_error("RootSum: cannot divide by " + other.Text());
  const auto& [n, c] = *other.terms_.begin();
  RootSum inverse;  // 1 / (c sqrt(n)) = sqrt(n) / (c n)
  inverse.terms_[n] = 1 / (c * Rational(n));
  return *this *= inverse;
}

double RootSum::Value() const {
  using Real = boost::multiprecision::cpp_bin_float_100;
  Real sum = 0;
  for (const auto& [n, c] : terms_) sum += Real(numerator(c)) / Real(denominator(c)) * sqrt(Real(n));
  return sum.convert_to<double>();
}

std::string RootSum::Text() const {
  std::string text;
  for (const auto& [n, c] : terms_) {
    const Rational size = c < 0 ? Rational(-c) : c;
    text += text.empty() ? (c < 0 ? "-" : "") : (c < 0 ? " - " : " + ");
    if (n == 1 || size != 1) text += size.str() + (n == 1 ? "" : " ");
    if (n != 1) text += "sqrt(" + n.str() + ")";
  }
  return text.empty() ? "0" : text;
}

}  // namespace hadamard_ntk::gaussian
