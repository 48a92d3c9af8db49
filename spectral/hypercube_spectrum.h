/// The spectrum of a dot-product kernel on the hypercube {-1, 1}^d under the uniform measure: K(x, z) = h(<x, z> / d).
///
/// Eigenfunctions are the monomials prod_{i in S} x_i; degree k = |S| has the eigenvalue, of multiplicity binom(d, k)
/// [YangSalman2019],
///   mu_k = 2^-d sum_{i=0}^d binom(d, i) h(1 - 2 i / d) P_k(i),   sum_k binom(d, k) mu_k = h(1),
/// with Krawtchouk's polynomials normalised to P_k(0) = 1 [AbrSte1964, ch. 22]:
///   P_0 = 1, P_1(i) = 1 - 2 i / d,  (d - k) P_{k+1} = (d - 2 i) P_k - k P_{k-1},  P_{d-k}(i) = (-1)^i P_k(i).
/// The recurrence runs to k = d / 2 only, in the direction in which its solution grows against the other one, and the
/// symmetry gives the rest.
///
/// The sum cancels: of terms of 2^-d binom(d, i) |h P_k| <= |h| / sqrt(binom(d, k)) in the mean, and masses
/// binom(d, k) mu_k <= h(1) remain.  So a mass of size epsilon h(1) asks for log10(sqrt(binom(d, k)) / epsilon) digits
/// besides its own: the precision is the smallest of 120, 400, 1600 that leaves 50 digits of h(1), for all k <=
/// k_max. All k: d <= 10,000; k_max <= 20: d <= 10^70, if one had the time, O(d k_max).
///
/// `kernel`: a callable of the angle theta, cos(theta) = 1 - 2 i / d, as in spectral/angle_kernel.h: a template over
/// the scalar; its own error is taken to be at most 1024 eps of its precision times the largest |h|. Error of every
/// eigenvalue: the bound reported; relative <= 4 eps where binom(d, k) mu_k >= 1e-30 h(1), asserted against the closed
/// form of exp (hypercube_spectrum_test). mu is exactly 0 where it cannot be told from 0.
///
/// Throws std::invalid_argument for d < 1, k_max < 0 or > d; std::domain_error where the kernel is not finite or 1600
/// digits do not do.
#ifndef HADAMARD_NTK_SPECTRAL_HYPERCUBE_SPECTRUM_H_
#define HADAMARD_NTK_SPECTRAL_HYPERCUBE_SPECTRUM_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "spectral/high_precision.h"

namespace hadamard_ntk::spectral {

struct HypercubeEigenvalue {
  int k = 0;
  /// May underflow to 0 where mass does not: binom(d, k) leaves the range of double at d = 1030.
  double mu = 0;
  /// binom(d, k) mu: the part of h(1) in degree k.
  double mass = 0;
  /// |mass - true value| <= mass_error; at least the spacing of subnormal numbers, 4.9e-324.
  double mass_error = 0;
};

struct HypercubeSpectrum {
  int d = 1;
  double trace = 0;  // h(1)
  int digits = 0;    // of the precision taken
  std::vector<HypercubeEigenvalue> eigenvalues;
};

namespace hypercube_internal {

inline double Log10Binomial(int d, int k) {
  return (std::lgamma(d + 1.0) - std::lgamma(k + 1.0) - std::lgamma(d - k + 1.0)) / std::log(10.0);
}

// 2^-d binom(d, i) h_i for all i.
template <class T, class Kernel>
std::vector<T> Weighted(const Kernel& kernel, int d, T* largest, T* trace) {
  using std::abs, std::asin, std::isfinite, std::ldexp, std::sqrt;
  std::vector<T> weighted;
  T weight = ldexp(T(1), -d);
  *largest = T(0);
  for (int i = 0; i <= d; ++i) {
    // 1 - cos(theta) = 2 i / d; near pi from the other end.
    const bool near = 2 * i <= d;
    const T acute = T(2) * asin(T(sqrt(T(T(near ? i : d - i) / T(d)))));
    const T h = kernel(near ? acute : T(T(4) * asin(T(sqrt(T(T(1) / T(2))))) - acute));
    if (!isfinite(h)) {
      throw std::domain_error("ComputeHypercubeSpectrum: the kernel is not finite at cosine 1 - 2 i / d, i = " +
                              std::to_string(i) + ", d = " + std::to_string(d));
    }
    if (i == 0) *trace = h;
    if (abs(h) > *largest) *largest = abs(h);
    weighted.push_back(weight * h);
    weight *= T(d - i);
    weight /= T(i + 1);
  }
  return weighted;
}

template <class T, class Kernel>
HypercubeSpectrum AtPrecision(const Kernel& kernel, int d, int k_max) {
  using std::abs, std::sqrt;
  T largest, trace;
  const std::vector<T> weighted = Weighted<T>(kernel, d, &largest, &trace);
  const std::size_t size = weighted.size();
  std::vector<T> before(size, T(0)), now(size, T(1)), mu(static_cast<std::size_t>(k_max) + 1);
  for (int k = 0; k <= std::min(k_max, d / 2); ++k) {
    T sum(0), alternating(0);
    for (std::size_t i = 0; i < size; ++i) {
      const T term = weighted[i] * now[i];
      sum += term;
      alternating += i % 2 == 0 ? term : T(-term);
      const T next = (T(d - 2 * static_cast<int>(i)) * now[i] - T(k) * before[i]) / T(std::max(d - k, 1));
      before[i] = now[i];
      now[i] = next;
    }
    if (d - k <= k_max) mu[static_cast<std::size_t>(d - k)] = alternating;
    mu[static_cast<std::size_t>(k)] = sum;
  }
  HypercubeSpectrum spectrum{d, static_cast<double>(trace), std::numeric_limits<T>::digits10, {}};
  const T eps = std::numeric_limits<T>::epsilon();
  T binomial(1);
  for (int k = 0; k <= k_max; ++k) {
    const T mass = binomial * mu[static_cast<std::size_t>(k)];
    // By Cauchy and Schwarz, sum_i 2^-d binom(d, i) |P_k| <= binom(d, k)^{-1/2}; kernel, weights, recurrence, sums.
    const T error = eps * T(1024 + 16 * (static_cast<double>(d) + k)) * largest * sqrt(binomial);
    const bool told = abs(mass) > error;
    const double bound = std::numeric_limits<double>::epsilon() * std::abs(static_cast<double>(mass)) +
                         (told ? 1 : 2) * static_cast<double>(error) + std::numeric_limits<double>::denorm_min();
    spectrum.eigenvalues.push_back({k, told ? static_cast<double>(mu[static_cast<std::size_t>(k)]) : 0.0,
                                    told ? static_cast<double>(mass) : 0.0, bound});
    binomial *= T(d - k);
    binomial /= T(k + 1);
  }
  return spectrum;
}

}  // namespace hypercube_internal

/// mu_0..mu_{k_max}.
template <class Kernel>
HypercubeSpectrum ComputeHypercubeSpectrum(const Kernel& kernel, int d, int k_max) {
  using hypercube_internal::AtPrecision;
  if (d < 1) throw std::invalid_argument("ComputeHypercubeSpectrum: d must be >= 1, got " + std::to_string(d));
  if (k_max < 0 || k_max > d) {
    throw std::invalid_argument("ComputeHypercubeSpectrum: k_max must be in [0, d], got " + std::to_string(k_max) +
                                " at d = " + std::to_string(d));
  }
  const double digits = 50 + hypercube_internal::Log10Binomial(d, std::min(k_max, d / 2)) / 2;
  if (digits <= 120) return AtPrecision<Real120>(kernel, d, k_max);
  if (digits <= 400) return AtPrecision<RealOfDigits<400>>(kernel, d, k_max);
  if (digits <= 1600) return AtPrecision<RealOfDigits<1600>>(kernel, d, k_max);
  throw std::domain_error("ComputeHypercubeSpectrum: needs " + std::to_string(digits) +
                          " digits, more than the 1600 there are, at d = " + std::to_string(d) +
                          ", k_max = " + std::to_string(k_max));
}

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_HYPERCUBE_SPECTRUM_H_
