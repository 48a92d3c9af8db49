/// Exact Mercer eigenvalues of a dot-product kernel on the sphere S^d that is a polynomial K in phi = pi - theta,
/// sin(theta) and cos(theta):
///
///   mu_k = int_0^pi K(theta) P_k(cos theta) sin(theta)^{d-1} dtheta / int_0^pi sin(theta)^{d-1} dtheta,
///
/// P_k the Gegenbauer polynomial of lambda = (d-1)/2 normalised to P_k(1) = 1 (Chebyshev for d = 1) [Mueller1966]: the
/// eigenvalue on spherical harmonics of degree k under the uniform probability measure, K = sum_k mu_k F(d,k) P_k.
///
/// P_k sin^{d-1} and every sin^b cos^c are finite Fourier sums with rational coefficients, and
///   int_0^pi phi^a cos(m phi) dphi,  int_0^pi phi^a sin(m phi) dphi
/// are polynomials in pi by parts, so mu_k lies in Q[pi, 1/pi] if the coefficients of K do.  No rounding anywhere:
/// eigenvalues that vanish are exactly zero.
///
/// Cost: O(terms of K times k + d) rational operations for each k, on integers of O(k + d) bits.
///
/// Throws std::invalid_argument naming the value if d < 1 or k_max < 0.
#ifndef HADAMARD_NTK_SPECTRAL_EXACT_MERCER_H_
#define HADAMARD_NTK_SPECTRAL_EXACT_MERCER_H_

#include <vector>

#include "spectral/angle_polynomial.h"
#include "spectral/pi_laurent.h"

namespace hadamard_ntk::spectral {

std::vector<PiLaurent> ExactMercerEigenvalues(const AnglePolynomial& kernel, int d, int k_max);

/// mu_k alone: the last of ExactMercerEigenvalues(kernel, d, k), without the others' integrals.
PiLaurent ExactMercerEigenvalue(const AnglePolynomial& kernel, int d, int k);

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_EXACT_MERCER_H_
