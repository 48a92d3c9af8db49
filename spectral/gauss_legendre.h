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

namespace hadamard_ntk::spectral {

/// The positive half of the n-point Gauss-Legendre rule on [-1, 1], n even: nodes x_1 > x_2 > ... > x_{n/2} > 0 and
/// their weights; the other half is its mirror image.  Exact for polynomials of degree <= 2n - 1.
template <class Real>
struct HalfGaussLegendreRule {
  std::vector<Real> nodes;
  std::vector<Real> weights;
};

/// Computes the rule by Newton's iteration on the Legendre polynomial, P_n by its three-term recurrence
/// [AbrSte1964, 22.7.10, 25.4.29]: cost O(n^2), node error a few n eps(Real).  The iteration starts from the cosine
/// approximation of the nodes, polished in double first.  Throws std::invalid_argument unless n is even and >= 2.
template <class Real>
HalfGaussLegendreRule<Real> MakeGaussLegendre(int n) {
  if (n < 2 || n % 2 != 0) {
    throw std::invalid_argument("MakeGaussLegendre: n must be even and >= 2, got " + std::to_string(n));
  }
  // P_n(x) and P_{n-1}(x) -> Newton step; returns the step and P_n'(x).
  const auto legendre = []<class T>(int degree, const T& x, T* derivative) {
    T previous(1), current(x);
    for (int k = 1; k < degree; ++k) {
      const T next = (T(2 * k + 1) * x * current - T(k) * previous) / T(k + 1);
      previous = current;
      current = next;
    }
    *derivative = T(degree) * (previous - x * current) / ((T(1) - x) * (T(1) + x));
    return current;
  };
  HalfGaussLegendreRule<Real> rule;
  rule.nodes.reserve(static_cast<std::size_t>(n / 2));
  rule.weights.reserve(static_cast<std::size_t>(n / 2));
  // Newton converges quadratically: from 1e-15 to the precision of Real.
  int refinements = 0;
  for (int digits = 45; digits < std::numeric_limits<Real>::digits; digits *= 2) ++refinements;
  for (int i = 1; i <= n / 2; ++i) {
    double start = std::cos(std::numbers::pi * (i - 0.25) / (n + 0.5));
    for (int step = 0; step < 4; ++step) {
      double slope;
      start -= legendre(n, start, &slope) / slope;
    }
    Real x(start), derivative(0);
    for (int step = 0; step < refinements; ++step) {
      const Real value = legendre(n, x, &derivative);
      x -= value / derivative;
    }
    legendre(n, x, &derivative);
    rule.nodes.push_back(x);
    rule.weights.push_back(Real(2) / ((Real(1) - x) * (Real(1) + x) * derivative * derivative));
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
