/// Polynomial activations: monomials phi(u) = u^n, the Hermite polynomials phi(u) = he_n(u) = He_n(u)/sqrt(n!),
/// orthonormal for u ~ N(0, 1), and any polynomial phi(u) = sum_n c_n u^n; 1 <= n <= 32.
///
/// For a centred Gaussian pair of rms values (p, q) and correlation rho:
///   u^n:  rms_x = p^n sqrt((2n-1)!!),   E[phi] = p^n (n-1)!! for even n, 0 for odd n,
///         rho' = K_n(rho) = sum_j w_j rho^{n-2j} / sum_j w_j,   w_j = 1 / (4^j j!^2 (n-2j)!),
///         E[phi'(u) phi'(v)] = n^2 (2n-3)!! (p q)^{n-1} K_{n-1}(rho);
///   he_n: a series (hermite_series.h) of the coefficients
///         a_k(p) = sqrt(n!/k!) / (2^j j!) (p^2 - 1)^j p^k,   k = n - 2j    [AbrSte1964, 22.12 by scaling],
///         E[phi] = a_0(p),   E[phi'(u) phi'(v)] = sum_k k a_k(p) a_k(q) rho^{k-1} / (p q),
///         1 - rho^{k+2} = (1 - rho^k) + rho^k (1 - rho^2);
///   sum_n c_n u^n, n <= 32: a series of
///         a_k(p) = sum_j c_n p^n n! / (2^j j! sqrt(k!)),   n = k + 2j    [AbrSte1964, 22.3.11, inverted],
///         E[phi] = a_0(p), of either sign; for phi' the same of the derivative's coefficients.
/// At p = q = 1, rho' of he_n is rho^n.  With p < 1 < q some terms a_k(p) a_k(q) are negative, and the error bound is
/// one relative to the sum of their sizes.  A p^2 within 4 eps of 1 counts as 1.
///
/// Throws std::invalid_argument for other n, no or more than 33 coefficients, or one that is not finite;
/// std::domain_error where the moments overflow.
/// Error for double, of u^n: rms, mean <= (4 + 2n) eps relative, slope and rho' <= (4 + 4n) eps of their values at rho
/// = 1, 1 -+ rho' <= (4 + 4n) eps (1 -+ rho' + ((p-q)/(p+q))^2); of he_n at p = q = 1: rho' <= 2n eps, 1 - rho' <= 4n
/// eps relative, slope <= 2 n^2 eps; of he_3 at p, q > 1: rho' <= 16 eps, 1 - rho' <= 16 eps (1 - rho' + |p-q|/(p+q));
/// of any with c_n >= 0, n its degree: rms, mean <= (4 + 4n) eps relative, rho', slope the same of their values at rho
/// = 1, 1 -+ rho' <= (8 + 8n) eps (1 -+ rho' + |p-q|/(p+q) + eps) (polynomial_test).
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_POLYNOMIAL_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_POLYNOMIAL_H_

#include <array>
#include <cmath>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "gaussian/hermite.h"
#include "ntk/activation_moments.h"
#include "ntk/activations/hermite_series.h"
#include "ntk/activations/parallel_pair.h"
#include "ntk/correlation.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

namespace polynomial_internal {

constexpr int kMaxDegree = 32;

inline int CheckedDegree(const char* name, int degree) {
  if (degree < 1 || degree > kMaxDegree) {
    throw std::invalid_argument(std::string(name) + ": the degree must be in 1..32, got " + std::to_string(degree));
  }
  return degree;
}

/// x^n for small n >= 0.
template <Scalar M>
M PowerOf(const M& x, int n) {
  M power(RealOf<M>(1));
  for (int i = 0; i < n; ++i) power = power * x;
  return power;
}

/// n (n-2) (n-4) ..., 1 for n <= 0.
template <class R>
R DoubleFactorial(int n) {
  R product(1);
  for (; n > 1; n -= 2) product = product * R(n);
  return product;
}

template <Scalar T>
ActivationMoments<T> CheckFinite(const char* name, int degree, const ActivationMoments<T>& moments) {
  if (!IsFinite(moments.rms_x) || !IsFinite(moments.rms_z) || !IsFinite(moments.slope)) {
    throw std::domain_error(std::string(name) + ": the moments of degree " + std::to_string(degree) + " overflow");
  }
  return moments;
}

}  // namespace polynomial_internal

class Monomial {
 public:
  explicit Monomial(int degree) : degree_(polynomial_internal::CheckedDegree("Monomial", degree)) {}
  int degree() const { return degree_; }
  double Value(double u) const { return polynomial_internal::PowerOf(u, degree_); }
  double Derivative(double u) const { return degree_ * polynomial_internal::PowerOf(u, degree_ - 1); }

  template <Scalar T>
  ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho) const {
    using namespace polynomial_internal;
    using std::sqrt;
    using R = RealOf<T>;
    using M = MagnitudeOf<T>;
    const int n = degree_;
    const R root = R(sqrt(DoubleFactorial<R>(2 * n - 1)));
    const R mean = n % 2 == 0 ? DoubleFactorial<R>(n - 1) : R(0);
    const R factor = R(n) * R(n) * DoubleFactorial<R>(2 * n - 3);
    const M power_x = PowerOf(p, n), power_z = PowerOf(q, n), inner = PowerOf(M(p * q), n - 1);
    const ActivationMoments<T> moments{{M(root * power_x), M(root * power_z), OfDegree(n, rho)},
                                       T(factor * inner * OfDegree(n - 1, rho).cosine()),
                                       M(mean * power_x),
                                       M(mean * power_z)};
    return CheckFinite("Monomial", n, moments);
  }

 private:
  /// K_n(rho).
  template <Scalar T>
  static Correlation<T> OfDegree(int n, const Correlation<T>& rho) {
    using R = RealOf<T>;
    const Correlation<T> square = Product(rho, rho);
    Correlation<T> power = n % 2 == 0 ? Correlation<T>::Equal() : rho;
    R weight(1), total(0);
    T value(R(0)), minus(R(0)), plus(R(0));
    for (int k = n % 2, j = n / 2;; k += 2, --j) {
      total = total + weight;
      value = value + weight * power.cosine();
      minus = minus + weight * power.one_minus();
      plus = plus + weight * power.one_plus();
      if (j == 0) break;
      weight = weight * R(4 * j * j) / R((k + 1) * (k + 2));
      power = Product(power, square);
    }
    return Correlation<T>::FromParts(value / total, minus / total, plus / total);
  }

  int degree_;
};

class HermitePolynomial {
 public:
  explicit HermitePolynomial(int degree) : degree_(polynomial_internal::CheckedDegree("HermitePolynomial", degree)) {}
  int degree() const { return degree_; }
  double Value(double u) const { return gaussian::Hermite(degree_, u); }
  double Derivative(double u) const { return std::sqrt(degree_) * gaussian::Hermite(degree_ - 1, u); }

  template <Scalar T>
  ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho) const {
    using std::sqrt;
    using R = RealOf<T>;
    using M = MagnitudeOf<T>;
    const M excess_p = Excess(p), excess_q = Excess(q), product = p * q, square = product * product;
    const M square_p = p * p, square_q = q * q, fourth_p = square_p * square_p, fourth_q = square_q * square_q;
    const T x = T(product * rho.cosine()), square_x = x * x, sine_squared = rho.one_minus() * rho.one_plus();
    const M zero(R(0)), one(R(1));
    // By Horner's rule in p^4, q^4, (p q)^2 and (p q rho)^2 from k = n down, and no array, which the compiler would
    // keep where the gap is not wanted; short_of is sum c_k (p q)^k (1 - rho^k).
    M of_p = zero, of_q = zero, at_one = zero, power_p = one, power_q = one;
    T value(R(0)), slope(R(0)), short_of(R(0));
    R weight(1);  // n! / (k! 4^j j!^2)
    for (int k = degree_, j = 1;; k -= 2, ++j) {
      const M term = weight * (power_p * power_q);
      short_of = T(square * T(short_of + value * sine_squared));
      value = T(term) + square_x * value;
      if (k > 0) slope = T(R(k) * term) + square_x * slope;
      at_one = term + square * at_one;
      of_p = weight * (power_p * power_p) + fourth_p * of_p;
      of_q = weight * (power_q * power_q) + fourth_q * of_q;
      if (k < 2) break;
      weight = weight * (R(k * (k - 1)) / R(4 * j * j));
      power_p = power_p * excess_p;
      power_q = power_q * excess_q;
    }
    T drop, rise;
    M mean_p = zero, mean_q = zero;
    if (degree_ % 2 == 0) {
      const R root = R(sqrt(weight));
      mean_p = root * power_p;
      mean_q = root * power_q;
      slope = x * slope;
      drop = short_of;
      rise = T(at_one) + value;
    } else {
      drop = T(product * T(short_of + value * rho.one_minus()));
      rise = T(product * T(short_of + value * rho.one_plus()));
      value = x * value;
      at_one = product * at_one;
      of_p = square_p * of_p;
      of_q = square_q * of_q;
    }
    const M gap = Holds(p == q) ? zero
                                : GapOfSeries<M>(
                                      degree_ / 2 + 1, [&](std::size_t j) { return Coefficient(j, p, excess_p); },
                                      [&](std::size_t j) { return Coefficient(j, q, excess_q); }, of_p, of_q, at_one);
    return polynomial_internal::CheckFinite<T>(
        "HermitePolynomial", degree_, {MomentsOf<T>(of_p, of_q, gap, value, drop, rise), slope, mean_p, mean_q});
  }

 private:
  /// p^2 - 1.
  template <Scalar M>
  static M Excess(const M& p) {
    using R = RealOf<M>;
    const M one(R(1)), given = (p - one) * (p + one);
    const R bound = R(4) * Epsilon<R>();
    return Select<M>(M(given * given) <= M(bound * bound), M(R(0)), given);
  }

  /// a_k(p), k = n - 2j.
  template <Scalar M>
  M Coefficient(std::size_t j, const M& p, const M& excess) const {
    using std::sqrt;
    using R = RealOf<M>;
    const int steps = static_cast<int>(j);
    R square(1);  // n! / (k! 4^j j!^2)
    for (int i = 0, k = degree_; i < steps; ++i, k -= 2) square = square * (R(k * (k - 1)) / R(4 * (i + 1) * (i + 1)));
    return R(sqrt(square)) * polynomial_internal::PowerOf(excess, steps) *
           polynomial_internal::PowerOf(p, degree_ - 2 * steps);
  }

  int degree_;
};

class Polynomial {
 public:
  /// c_0, c_1, ...
  explicit Polynomial(std::vector<double> coefficients) : coefficients_(std::move(coefficients)) {
    if (coefficients_.empty() || coefficients_.size() > polynomial_internal::kMaxDegree + 1) {
      throw std::invalid_argument("Polynomial: needs 1..33 coefficients, got " + std::to_string(coefficients_.size()));
    }
    for (std::size_t n = 0; n < coefficients_.size(); ++n) {
      if (std::isfinite(coefficients_[n])) continue;
      throw std::invalid_argument("Polynomial: coefficient " + std::to_string(n) + " must be finite, got " +
                                  Describe(coefficients_[n]));
    }
  }
  const std::vector<double>& coefficients() const { return coefficients_; }
  int degree() const { return static_cast<int>(coefficients_.size()) - 1; }
  double Value(double u) const {
    double value = 0;
    for (int n = degree(); n >= 0; --n) value = value * u + coefficients_[n];
    return value;
  }
  double Derivative(double u) const {
    double value = 0;
    for (int n = degree(); n >= 1; --n) value = value * u + n * coefficients_[n];
    return value;
  }

  template <Scalar T>
  ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho) const {
    using R = RealOf<T>;
    using M = MagnitudeOf<T>;
    std::array<R, polynomial_internal::kMaxDegree + 1> c, derivative;
    const std::size_t terms = coefficients_.size();
    for (std::size_t n = 0; n < terms; ++n) {
      c[n] = R(coefficients_[n]);
      if (n > 0) derivative[n - 1] = R(static_cast<double>(n)) * c[n];
    }
    const auto a = Series<M>(std::span(c).first(terms), p), b = Series<M>(std::span(c).first(terms), q);
    const auto slope_a = Series<M>(std::span(derivative).first(terms - 1), p),
               slope_b = Series<M>(std::span(derivative).first(terms - 1), q);
    const T slope =
        SumSeries<T, M>(std::span(slope_a).first(terms - 1), std::span(slope_b).first(terms - 1), rho.cosine());
    return polynomial_internal::CheckFinite<T>(
        "Polynomial", degree(),
        {MomentsOfSeries<T, M>(std::span(a).first(terms), std::span(b).first(terms), rho), slope, a[0], b[0]});
  }

 private:
  /// a_k(p) of sum c_n u^n, as many as the c_n.
  template <Scalar M>
  static std::array<M, polynomial_internal::kMaxDegree + 1> Series(std::span<const RealOf<M>> c, const M& p) {
    using std::sqrt;
    using R = RealOf<M>;
    std::array<M, polynomial_internal::kMaxDegree + 1> a;
    M power(R(1));   // p^k
    R factorial(1);  // k!
    for (std::size_t k = 0; k < c.size(); ++k) {
      a[k] = M(R(0));
      M rise = power;              // p^n
      R weight = sqrt(factorial);  // n! / (2^j j! sqrt(k!))
      for (std::size_t n = k, j = 0; n < c.size(); n += 2) {
        a[k] = a[k] + R(c[n] * weight) * rise;
        ++j;
        weight = weight * R(static_cast<double>((n + 1) * (n + 2))) / R(static_cast<double>(2 * j));
        rise = rise * p * p;
      }
      power = power * p;
      factorial = factorial * R(static_cast<double>(k + 1));
    }
    return a;
  }

  std::vector<double> coefficients_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_POLYNOMIAL_H_
