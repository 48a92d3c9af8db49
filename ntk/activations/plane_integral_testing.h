/// For tests: the dual E[f(u) f(v)] of activations by its definition, in which no Hermite polynomial occurs.
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_PLANE_INTEGRAL_TESTING_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_PLANE_INTEGRAL_TESTING_H_

#include <cmath>
#include <numbers>

namespace hadamard_ntk::ntk {

/// By the trapezoidal rule in the plane, u = p g, v = q (rho g + sqrt(1 - rho^2) n), g and n ~ N(0, 1) independent:
/// exact but for rounding for f whose poles are further than 2 from the axis.
template <class F>
double PlaneIntegral(const F& f, double p, double q, double rho) {
  constexpr double kStep = 0.125;
  constexpr int kNodes = 76;  // 9.5 standard deviations
  const double sine = std::sqrt((1 - rho) * (1 + rho));
  double sum = 0;
  for (int i = -kNodes; i <= kNodes; ++i) {
    const double g = kStep * i, left = f(p * g) * std::exp(-0.5 * g * g);
    double inner = 0;
    for (int j = -kNodes; j <= kNodes; ++j) {
      const double n = kStep * j;
      inner += std::exp(-0.5 * n * n) * f(q * (rho * g + sine * n));
    }
    sum += left * inner;
  }
  return sum * kStep * kStep / (2 * std::numbers::pi);
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_PLANE_INTEGRAL_TESTING_H_
