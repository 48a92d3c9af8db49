/// A number of Q[sqrt(2), sqrt(3), sqrt(5), ...]: a finite sum  sum_n c_n sqrt(n),  n >= 1 squarefree, c_n exact
/// rationals.
///
/// Roots of different squarefree integers are linearly independent over Q [Besicovitch1940], so the sum is zero only if
/// every c_n is: equality is decided exactly.  Means of products of the orthonormal Hermite polynomials are such
/// numbers (hermite_products.h), squares of norms mostly rational ones.
#ifndef HADAMARD_NTK_GAUSSIAN_ROOT_SUM_H_
#define HADAMARD_NTK_GAUSSIAN_ROOT_SUM_H_

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <map>
#include <string>

namespace hadamard_ntk::gaussian {

class RootSum {
 public:
  using Integer = boost::multiprecision::cpp_int;
  using Rational = boost::multiprecision::cpp_rational;

  RootSum() = default;                                         ///< zero
  RootSum(const Rational& value);                              // NOLINT(runtime/explicit): Q is a subring
  RootSum(const Integer& value) : RootSum(Rational(value)) {}  // NOLINT(runtime/explicit)
  RootSum(int value) : RootSum(Rational(value)) {}             // NOLINT(runtime/explicit)

  /// sqrt(n).  Throws std::domain_error for n < 0.  Cost O(sqrt(n)).
  static RootSum Sqrt(std::int64_t n);

  /// n -> c_n; holds no zeros.
  const std::map<Integer, Rational>& terms() const { return terms_; }
  bool IsRational() const;
  /// Throws std::domain_error, with the number, if it is none.
  Rational ToRational() const;

  RootSum& operator+=(const RootSum& other);
  RootSum& operator-=(const RootSum& other) { return *this += RootSum(-1) * other; }
  RootSum& operator*=(const RootSum& other);
  /// Throws std::domain_error, with the divisor, unless it is a single term and not 0: the others' inverses need norms.
  RootSum& operator/=(const RootSum& other);

  friend RootSum operator+(RootSum a, const RootSum& b) { return a += b; }
  friend RootSum operator-(RootSum a, const RootSum& b) { return a -= b; }
  friend RootSum operator*(RootSum a, const RootSum& b) { return a *= b; }
  friend RootSum operator/(RootSum a, const RootSum& b) { return a /= b; }
  friend bool operator==(const RootSum& a, const RootSum& b) { return a.terms_ == b.terms_; }

  /// Error: 1 ulp while the terms cancel to no less than 1e-80 of the largest.
  double Value() const;
  /// "3/2 + 2/3 sqrt(2)"; "0" for zero.
  std::string Text() const;

 private:
  std::map<Integer, Rational> terms_;
};

}  // namespace hadamard_ntk::gaussian

#endif  // HADAMARD_NTK_GAUSSIAN_ROOT_SUM_H_
