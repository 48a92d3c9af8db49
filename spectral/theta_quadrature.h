/// Mercer eigenvalues of a dot-product kernel on S^d by Gauss-Legendre quadrature in theta,
///   mu_k = int_0^pi K(theta) P_k(cos theta) sin(theta)^{d-1} dtheta / int_0^pi sin(theta)^{d-1} dtheta
/// [paper, eq. (5)];
/// P_k is the Gegenbauer polynomial of lambda = (d-1)/2 with P_k(1) = 1.
///
/// Network kernels are analytic in theta on [0, pi] (their square-root singularities in cos theta are gone), so the
/// rule converges geometrically; in cos theta it would not.  mu_k itself is far below the integrand (mu_k ~
/// k^{-(d+1)}), so relative accuracy is bought by digits: `Real` with 50 of them leaves 16 for mu_k ~ 1e-60.
///
/// n: nodes, even; must exceed (k_max + d + degree of K) / 2 by enough for the kernel to be resolved: call with growing
/// n until nothing changes (MercerSpectrum does).  Cost: n kernel values and n k_max / 2 steps of a recurrence. Throws
/// std::domain_error naming theta where K is not finite.
#ifndef HADAMARD_NTK_SPECTRAL_THETA_QUADRATURE_H_
#define HADAMARD_NTK_SPECTRAL_THETA_QUADRATURE_H_

#include <cmath>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "spectral/gauss_legendre.h"
#include "spectral/multiplicity.h"
#include "spectral/zonal.h"

namespace hadamard_ntk::spectral {

/// mu_0..mu_{k_max} from one quadrature rule, with the size below which they are rounding noise.
template <class Real>
struct ThetaQuadratureResult {
  std::vector<Real> mu;
  /// |rounding error of mu[k]| <= floor[k]: the working eps times a bound of the summed magnitudes, by Cauchy-Schwarz
  /// |K|_2 |P_k|_2 = |K|_2 / sqrt(F(d, k)), both norms under the uniform measure; times the k + 8 roundings of a term.
  std::vector<Real> floor;
  /// K(theta = 0), the trace of the kernel operator.
  Real trace;
};

template <class Real, class Kernel>
ThetaQuadratureResult<Real> ThetaQuadrature(const Kernel& kernel, int d, int k_max, int n) {
  using std::abs, std::cos, std::sin, std::sqrt, std::acos, std::pow, std::isfinite, std::ldexp;
  const HalfGaussLegendreRule<Real>& rule = GaussLegendre<Real>(n);
  const std::size_t half = rule.nodes.size();
  const Real pi = acos(Real(-1));

  // theta and pi - theta are a pair of nodes with equal weights and P_k(-x) = (-1)^k P_k(x): fold them.
  struct NodePair {
    Real cosine;
    Real even, odd;          // weight times K(theta) +- K(pi - theta)
    Real current, previous;  // P_k, P_{k-1}
  };
  std::vector<NodePair> pairs;
  pairs.reserve(half);
  Real mass(0), square(0);
  for (std::size_t j = 0; j < half; ++j) {
    const Real theta = pi * (Real(1) - rule.nodes[j]) / Real(2);
    const Real near = kernel(theta);
    const Real far = kernel(Real(pi - theta));
    if (!isfinite(near) || !isfinite(far)) {
      throw std::domain_error(
          "ThetaQuadrature: the kernel is not finite at theta = " +
          (std::ostringstream() << static_cast<double>(isfinite(near) ? Real(pi - theta) : theta)).str());
    }
    Real weight = rule.weights[j];
    const Real sine = sin(theta);
    for (int power = 1; power < d; ++power) weight *= sine;
    mass += Real(2) * weight;
    square += weight * (near * near + far * far);
    pairs.push_back({cos(theta), weight * (near + far), weight * (near - far), Real(1), Real(0)});
  }
  ThetaQuadratureResult<Real> result;
  result.trace = kernel(Real(0));
  result.mu.resize(static_cast<std::size_t>(k_max) + 1);
  result.floor.resize(static_cast<std::size_t>(k_max) + 1);

  const Real norm = sqrt(square / mass);
  // epsilon() of MPFR numbers in Boost is written by its first call, and threads would race for it.
  const Real eps = ldexp(Real(1), 1 - std::numeric_limits<Real>::digits);
  Real multiplicity(1);  // F(d, k) by its ratio; only the size matters here
  for (int k = 0; k <= k_max; ++k) {
    Real sum(0);
    for (const NodePair& pair : pairs) sum += (k % 2 == 0 ? pair.even : pair.odd) * pair.current;
    const auto index = static_cast<std::size_t>(k);
    result.mu[index] = sum / mass;
    result.floor[index] = eps * Real(k + 8) * norm / sqrt(multiplicity);

    const Real b = ZonalCoefficient<Real>(d, k), a = Real(1) + b;
    for (NodePair& pair : pairs) {
      const Real next = a * (pair.cosine * pair.current) - b * pair.previous;
      pair.previous = pair.current;
      pair.current = next;
    }
    multiplicity *= MultiplicityRatio<Real>(d, k);
  }
  return result;
}

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_THETA_QUADRATURE_H_
