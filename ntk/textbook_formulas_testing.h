/// For tests: the kernels of this library as their sources print them, by another road than the library's algebra.
///
/// Everything is an explicit formula or the printed recursion in theta and in rho, with arc cosines, and no care for
/// cancellation at all; tests evaluate it with 100 digits, which outlive the cancellation. T is a real or complex
/// number of Boost.Multiprecision or long double.
#ifndef HADAMARD_NTK_NTK_TEXTBOOK_FORMULAS_TESTING_H_
#define HADAMARD_NTK_NTK_TEXTBOOK_FORMULAS_TESTING_H_

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_complex.hpp>
#include <cmath>
#include <limits>
#include <vector>

namespace hadamard_ntk::ntk::textbook {

using Exact = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<100>, boost::multiprecision::et_off>;
using ExactComplex =
    boost::multiprecision::number<boost::multiprecision::complex_adaptor<boost::multiprecision::cpp_bin_float<100>>,
                                  boost::multiprecision::et_off>;

inline Exact ExactPi() { return boost::math::constants::pi<Exact>(); }

/// |computed - exact| in units of eps |scale|; infinite if anything is NaN.
template <class R>
double ErrorInEps(R computed, const Exact& exact, const Exact& scale) {
  const Exact error = abs((Exact(computed) - exact) / (scale * std::numeric_limits<R>::epsilon()));
  return error >= 0 ? static_cast<double>(error) : HUGE_VAL;
}
/// |computed - exact| / |exact| in units of eps.
template <class R>
double RelativeErrorInEps(R computed, const Exact& exact) {
  return exact == 0 ? (computed == 0 ? 0 : HUGE_VAL) : ErrorInEps(computed, exact, exact);
}

inline Exact ArcCosine(const Exact& rho) {
  const Exact square = (1 - rho) * (1 + rho);
  return square > 0 ? Exact(atan2(sqrt(square), rho)) : rho > 0 ? Exact(0) : ExactPi();
}
/// The principal value [AbrSte1964, 4.4.27].
inline ExactComplex ArcCosine(const ExactComplex& rho) {
  const ExactComplex i(0, 1);
  return -i * log(rho + i * sqrt(ExactComplex(1) - rho * rho));
}

/// J_0 / pi and J_1 / pi of [ChoSaul2009].
template <class T>
T Kappa0(const T& theta) {
  return (T(ExactPi()) - theta) / ExactPi();
}
template <class T>
T Kappa1(const T& theta) {
  return (sin(theta) + (T(ExactPi()) - theta) * cos(theta)) / ExactPi();
}

template <class T>
T PowerOf(const T& x, int n) {
  T result(1);
  for (int i = 0; i < n; ++i) result *= x;
  return result;
}

template <class T>
struct Kernels {
  T nngp;
  T ntk;
};

/// The larger error of nngp and ntk, each in eps of its value at angle zero.
template <class P>
double PairErrorInEps(const P& pair, const Kernels<Exact>& exact, const Kernels<Exact>& at_zero) {
  return std::max(ErrorInEps(pair.nngp, exact.nngp, at_zero.nngp), ErrorInEps(pair.ntk, exact.ntk, at_zero.ntk));
}

/// [WuEtAl2022, eq. (2)] with kappa_1, kappa_2 times c (c = 1 for s = sqrt(2), c = 1/2 for s = 1).
template <class T>
Kernels<T> PolynomialNet(int degree, const Exact& norm_x, const Exact& norm_z, const T& theta, const Exact& c) {
  const T inner = norm_x * norm_z * cos(theta);
  const T kappa_1 = c * Kappa0(theta), kappa_2 = c * norm_x * norm_z * Kappa1(theta);
  const T nngp = 2 * PowerOf(kappa_2, degree);
  return {nngp, nngp + 2 * degree * inner * kappa_1 * PowerOf(kappa_2, degree - 1)};
}

/// [WuEtAl2022, sec. 2.2] on the unit sphere: K_n = Sigma_n + K_{n-1} 2 Sigma_n', n = depth - 1.
template <class T>
Kernels<T> FullyConnectedOnSphere(int depth, const T& theta) {
  T angle = theta, sigma = cos(theta), k = cos(theta);
  for (int n = 1; n < depth; ++n) {
    if (n > 1) angle = ArcCosine(sigma);
    sigma = Kappa1(angle);
    k = sigma + k * Kappa0(angle);
  }
  return {sigma, k};
}

/// The same with biases, at any norms: every covariance matrix (q_x, s; s, q_z) is written out.
inline Kernels<Exact> FullyConnected(int depth, const Exact& bias_variance, const Exact& norm_x, const Exact& norm_z,
                                     const Exact& theta) {
  Exact q_x = norm_x * norm_x + bias_variance, q_z = norm_z * norm_z + bias_variance;
  Exact s = norm_x * norm_z * cos(theta) + bias_variance, k = s;
  for (int n = 1; n < depth; ++n) {
    const Exact scale = sqrt(Exact(q_x * q_z)), angle = ArcCosine(Exact(s / scale));
    s = scale * Kappa1(angle) + bias_variance;
    k = s + k * Kappa0(angle);
    q_x += bias_variance;
    q_z += bias_variance;
  }
  return {s, k};
}

/// K_CCP = 2 (A E^{N-1} + B E^{N-1} + (N-1) A B E^{N-2}), E = 1 + (|x| + |z|) sqrt(c/pi) + A; c as in PolynomialNet.
inline Kernels<Exact> CcpNet(int degree, const Exact& norm_x, const Exact& norm_z, const Exact& theta, const Exact& c) {
  const Exact a = c * norm_x * norm_z * Kappa1(theta), b = c * norm_x * norm_z * cos(theta) * Kappa0(theta);
  const Exact e = 1 + (norm_x + norm_z) * sqrt(Exact(c / ExactPi())) + a;
  const Exact nngp = 2 * a * PowerOf(e, degree - 1);
  Exact ntk = nngp + 2 * b * PowerOf(e, degree - 1);
  if (degree > 1) ntk += 2 * (degree - 1) * a * b * PowerOf(e, degree - 2);
  return {nngp, ntk};
}

/// y_n = (A_n x) * (S_n y_{n-1} + b_n): V_N = sum_{n=1..N} b^2 v^n; every path from the output to a weight written out.
inline Kernels<Exact> NcpNet(int degree, const Exact& bias_variance, const Exact& v, const Exact& e) {
  std::vector<Exact> value{Exact(0)};  // V_n
  for (int n = 1; n <= degree; ++n) {
    Exact sum = 0;
    for (int i = 1; i <= n; ++i) sum += bias_variance * PowerOf(v, i);
    value.push_back(sum);
  }
  Exact ntk = value[degree];  // C
  for (int n = 1; n <= degree; ++n) {
    const Exact path = PowerOf(v, degree - n);          // d f / d y_n
    const Exact inside = value[n - 1] + bias_variance;  // E[(S_n y_{n-1} + b_n)^2]
    ntk += path * e * inside;                           // A_n
    ntk += path * v * inside;                           // S_n, b_n
  }
  return {value[degree], ntk};
}

/// [HuaEtAl2020; BelEtAl2021]: Omega_L = alpha^2 sum_l B_{l+1} (Gamma_l + Gamma_l' K_{l-1}) on the
/// unit sphere, B_{L+1} = 1, B_l = B_{l+1} (1 + alpha^2 Gamma_l'); without their factor 1 / (2 L alpha^2 (1 +
/// alpha^2)^{L-1}).
inline Kernels<Exact> ResidualNetOnSphere(int blocks, const Exact& alpha, const Exact& theta) {
  const Exact square = alpha * alpha;
  std::vector<Exact> k{cos(theta)}, gamma{Exact(0)}, slope{Exact(0)};
  for (int l = 1; l <= blocks; ++l) {
    const Exact variance = PowerOf(Exact(1 + square), l - 1), angle = ArcCosine(Exact(k[l - 1] / variance));
    gamma.push_back(variance * Kappa1(angle));
    slope.push_back(Kappa0(angle));
    k.push_back(k[l - 1] + square * gamma[l]);
  }
  Exact b = 1, omega = 0;
  for (int l = blocks; l >= 1; --l) {
    omega += square * b * (gamma[l] + slope[l] * k[l - 1]);
    b *= 1 + square * slope[l];
  }
  return {k[blocks], omega};
}

}  // namespace hadamard_ntk::ntk::textbook

#endif  // HADAMARD_NTK_NTK_TEXTBOOK_FORMULAS_TESTING_H_
