/// The positive half of the n-point Gauss-Legendre rule on [-1, 1], n even: nodes x_1 > x_2 > ... > x_{n/2} > 0 and
/// their weights; the other half is its mirror image.  Exact for polynomials of degree <= 2n - 1.
#ifndef HADAMARD_NTK_SPECTRAL_GAUSS_LEGENDRE_H_
#define HADAMARD_NTK_SPECTRAL_GAUSS_LEGENDRE_H_

#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

#include "spectral/zonal.h"

namespace hadamard_ntk::spectral {

template <class Real>
struct HalfGaussLegendreRule {
  std::vector<Real> nodes;
  std::vector<Real> weights;
};

/// Computes the rule by Newton's iteration for the angles theta_i of the nodes x_i = cos(theta_i): P_n(cos theta) by
/// the recurrence of spectral/zonal.h, which keeps the digits of 1 - x that x near the ends has lost, and
///   w_i = 2 / (d P_n / d theta)^2,   d P_n / d theta = n (cos(theta) P_n - P_{n-1}) / sin(theta)
/// [AbrSte1964, 25.4.29].
/// Error: nodes <= 2 eps absolute, weights <= 3 sqrt(n) eps relative, eps that of Real, for n <= 4096
/// (gauss_legendre_test).
/// Cost O(n^2).  Throws std::invalid_argument unless n is even and >= 2.
template <class Real>
HalfGaussLegendreRule<Real> MakeGaussLegendre(int n) {
  using std::cos, std::sin;
  if (n < 2 || n % 2 != 0) {
    throw std::invalid_argument("MakeGaussLegendre: n must be even and >= 2, got " + std::to_string(n));
  }
  // P_n(cos theta), and its derivative by theta.
  const auto legendre = [n]<class T>(const T& theta, T* derivative) {
    auto zonal = ZonalRecurrence<T>::AtAngle(2, theta);
    while (zonal.k() < n - 1) zonal.Advance();
    const T previous = zonal.value();
    zonal.Advance();
    *derivative = T(n) * (T(cos(theta)) * zonal.value() - previous) / T(sin(theta));
    return zonal.value();
  };
  HalfGaussLegendreRule<Real> rule;
  rule.nodes.reserve(static_cast<std::size_t>(n / 2));
  rule.weights.reserve(static_cast<std::size_t>(n / 2));
  // Newton converges quadratically: from 1e-15 to the precision of Real.
  int refinements = 0;
  for (int digits = 45; digits < std::numeric_limits<Real>::digits; digits *= 2) ++refinements;
  for (int i = 1; i <= n / 2; ++i) {
    double start = std::numbers::pi * (i - 0.25) / (n + 0.5), slope;
    for (int step = 0; step < 4; ++step) start -= legendre(start, &slope) / slope;
    Real theta(start), derivative(0);
    for (int step = 0; step < refinements; ++step) {
      const Real value = legendre(theta, &derivative);
      theta -= value / derivative;
    }
    legendre(theta, &derivative);
    rule.nodes.push_back(Real(cos(theta)));
    rule.weights.push_back(Real(2) / (derivative * derivative));
  }
  return rule;
}

/// The same rule, made once per process and shared: thread-safe, the reference stays valid.
template <class Real>
const HalfGaussLegendreRule<Real>& GaussLegendre(int n) {
  static std::mutex mutex;
  static std::map<int, std::unique_ptr<const HalfGaussLegendreRule<Real>>> rules;
  const std::lock_guard lock(mutex);
  auto& slot = rules[n];
  if (!slot) slot = std::make_unique<const HalfGaussLegendreRule<Real>>(MakeGaussLegendre<Real>(n));
  return *slot;
}

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_GAUSS_LEGENDRE_H_
