/// Zonal harmonics on S^d: P_k(x), x = cos(theta), the polynomial of degree k orthogonal for the weight
/// (1 - x^2)^{(d-2)/2} on [-1, 1] with P_k(1) = 1 [AtkHan2012, ch. 2]: C_k^lambda(x) / C_k^lambda(1), the
/// Gegenbauer polynomial of lambda = (d - 1) / 2; d = 1 Chebyshev T_k, d = 2 Legendre. |P_k| <= 1.
///
///   (k + d - 1) P_{k+1} = (2k + d - 1) x P_k - k P_{k-1}.                                                     (1)
///
/// With D_{k+1} = P_{k+1} - P_k and a_k = k / (k + d - 1) (a_0 = 0), so that (2k + d - 1) / (k + d - 1) = 1 + a_k,
///
///   D_{k+1} = a_k D_k - (1 + a_k) (1 - x) P_k,      P_{k+1} = P_k + D_{k+1},                                  (2)
///
/// which keeps the digits of 1 - x = 2 sin^2(theta / 2) that x near 1 has lost. (2) is used for |x| >= 1/2, on the
/// negative side through P_k(-x) = (-1)^k P_k(x) with 1 + x = 2 cos^2(theta / 2); (1) for |x| < 1/2, where (2) would
/// lose digits of P_k ~ x^k at large d.
///
/// Domain: d >= 1, k >= 0 (k < 2^digits of T), |x| <= 1 or any finite theta. T: a real floating-point type with
/// std::numeric_limits (float, double, long double, Boost.Multiprecision with expression templates on or off; pass a
/// value, not an expression).
/// Error, with eps = numeric_limits<T>::epsilon() and the local amplitude of P_k (its envelope, >= |P_k|)
///   A_k = sqrt(P_k^2 + (d P_k / d theta)^2 / (k (k + d - 1)))   (A_0 = 1):
///   |error| <= 2 sqrt((k + 1) (k + d)) eps A_k
/// for the x or the theta given, theta within a rounding of 0 or pi included: a phase error below 2 eps in theta, and
/// rounding errors of eps per step that do not grow relative to A_k. Values below the smallest normalised T lose
/// digits, then vanish; nothing overflows.
/// Throws std::invalid_argument for d < 1 or k < 0, std::domain_error for |x| > 1 or an argument that is not finite.
#ifndef HADAMARD_NTK_SPECTRAL_ZONAL_H_
#define HADAMARD_NTK_SPECTRAL_ZONAL_H_

#include <cmath>
#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace hadamard_ntk::spectral {

/// a_k: P_{k+1} = (1 + a_k) x P_k - a_k P_{k-1}, for k = 0 too, whatever P_{-1} is.  T: any field.
template <class T>
T ZonalCoefficient(std::int64_t d, std::int64_t k) {
  return k == 0 ? T(0) : T(T(k) / T(k + d - 1));
}

/// The values P_0, P_1, P_2, ... at one point, one per Advance(): state of four numbers, O(1) per step.
///   for (auto p = ZonalRecurrence<double>::AtAngle(d, theta); p.k() <= k_max; p.Advance()) Use(p.value());
template <class T>
class ZonalRecurrence {
 public:
  static ZonalRecurrence AtCosine(int d, const T& x) {
    const bool inside = x >= -1 && x <= 1;
    if (!inside) Throw("AtCosine: x must lie in [-1, 1], got x = ", x);
    return ZonalRecurrence(d, x, T(1 - x), T(1 + x));
  }

  static ZonalRecurrence AtAngle(int d, const T& theta) {
    using std::cos, std::sin;
    const bool finite = T(theta - theta) == 0;
    if (!finite) Throw("AtAngle: theta must be finite, got theta = ", theta);
    const T half = theta / 2;
    const T s = sin(half), c = cos(half);
    return ZonalRecurrence(d, T(cos(theta)), T(2 * s * s), T(2 * c * c));
  }

  /// At x given together with 1 - x and 1 + x, each to full relative accuracy: what two nearby points on the sphere
  /// know (1 - <u, v> = |u - v|^2 / 2). The three are taken as consistent.
  static ZonalRecurrence AtComplements(int d, const T& x, const T& one_minus_x, const T& one_plus_x) {
    const bool inside = one_minus_x >= 0 && one_minus_x <= 2 && one_plus_x >= 0 && one_plus_x <= 2 && x >= -1 && x <= 1;
    if (!inside) Throw("AtComplements: needs x in [-1, 1] and 1 - x, 1 + x in [0, 2], got x = ", x);
    return ZonalRecurrence(d, x, one_minus_x, one_plus_x);
  }

  std::int64_t k() const { return k_; }

  /// P_k at the point.
  T value() const { return negative_ && (k_ & 1) ? T(-p_) : p_; }

  /// k -> k + 1.
  void Advance() {
    const T a = ZonalCoefficient<T>(d_, k_);
    if (difference_form_) {
      q_ = T(a * q_) - T(T(1 + a) * x_) * p_;
      p_ += q_;
    } else {
      const T next = T(T(1 + a) * x_) * p_ - T(a * q_);
      q_ = p_;
      p_ = next;
    }
    ++k_;
  }

 private:
  ZonalRecurrence(int d, const T& x, const T& one_minus_x, const T& one_plus_x) : d_(d) {
    if (d < 1) throw std::invalid_argument("ZonalRecurrence: d must be >= 1, got d = " + std::to_string(d));
    difference_form_ = 2 * one_minus_x <= 1 || 2 * one_plus_x <= 1;
    negative_ = difference_form_ && one_plus_x < one_minus_x;
    x_ = !difference_form_ ? x : negative_ ? one_plus_x : one_minus_x;
  }

  static void Throw(const char* what, const T& value) {
    std::ostringstream message;
    message << "ZonalRecurrence::" << what << value;
    throw std::domain_error(message.str());
  }

  T p_ = T(1);  // P_k(x) in form (1), P_k(|x|) in form (2)
  T q_ = T(0);  // P_{k-1} in form (1), D_k in form (2); multiplied by a_0 = 0 at first
  T x_;         // x in form (1), 1 - |x| in form (2)
  std::int64_t k_ = 0;
  std::int64_t d_;
  bool difference_form_;
  bool negative_;
};

namespace zonal_internal {

inline void CheckDegree(const char* function, std::int64_t k) {
  if (k < 0) throw std::invalid_argument(std::string(function) + ": k must be >= 0, got k = " + std::to_string(k));
}

template <class T>
T ValueAt(ZonalRecurrence<T> p, std::int64_t k) {
  while (p.k() < k) p.Advance();
  return p.value();
}

template <class T>
std::vector<T> ValuesAt(ZonalRecurrence<T> p, std::int64_t k_max) {
  std::vector<T> values;
  values.reserve(static_cast<std::size_t>(k_max) + 1);
  for (; p.k() <= k_max; p.Advance()) values.push_back(p.value());
  return values;
}

}  // namespace zonal_internal

/// P_k^{(d)}(x). Cost O(k).
template <class T>
T ZonalAtCosine(int d, std::int64_t k, const T& x) {
  zonal_internal::CheckDegree("ZonalAtCosine", k);
  return zonal_internal::ValueAt(ZonalRecurrence<T>::AtCosine(d, x), k);
}

/// P_k^{(d)}(cos(theta)), theta near 0 and near pi included. Cost O(k).
template <class T>
T ZonalAtAngle(int d, std::int64_t k, const T& theta) {
  zonal_internal::CheckDegree("ZonalAtAngle", k);
  return zonal_internal::ValueAt(ZonalRecurrence<T>::AtAngle(d, theta), k);
}

/// P_0, ..., P_{k_max} at x (length k_max + 1).
template <class T>
std::vector<T> ZonalValuesAtCosine(int d, std::int64_t k_max, const T& x) {
  zonal_internal::CheckDegree("ZonalValuesAtCosine", k_max);
  return zonal_internal::ValuesAt(ZonalRecurrence<T>::AtCosine(d, x), k_max);
}

/// P_0, ..., P_{k_max} at cos(theta) (length k_max + 1).
template <class T>
std::vector<T> ZonalValuesAtAngle(int d, std::int64_t k_max, const T& theta) {
  zonal_internal::CheckDegree("ZonalValuesAtAngle", k_max);
  return zonal_internal::ValuesAt(ZonalRecurrence<T>::AtAngle(d, theta), k_max);
}

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_ZONAL_H_
