/// Neural tangent kernels on the unit sphere that are exact polynomials in phi = pi - theta, sin(theta), cos(theta), so
/// that spectral/exact_mercer.h gives their eigenvalues in Q[pi, 1/pi].  With the arc-cosine kernels of the ReLU of
/// unit second moment [ChoSaul2009]
///   kappa_1 = phi / pi,   kappa_2 = (sin(theta) + phi cos(theta)) / pi.
#ifndef HADAMARD_NTK_SPECTRAL_EXACT_KERNELS_H_
#define HADAMARD_NTK_SPECTRAL_EXACT_KERNELS_H_

#include <stdexcept>
#include <string>

#include "spectral/angle_polynomial.h"
#include "spectral/pi_laurent.h"

namespace hadamard_ntk::spectral {

/// kappa_1.
inline AnglePolynomial ExactDualSlope() { return PiLaurent::Monomial(1, -1) * AnglePolynomial::Phi(); }

/// kappa_2.
inline AnglePolynomial ExactDual() {
  return PiLaurent::Monomial(1, -1) * (AnglePolynomial::Sin() + AnglePolynomial::Phi() * AnglePolynomial::Cos());
}

/// NTK of the N-degree polynomial net [WuEtAl2022, eq. (2)],
///   K = (s^2 / 2)^N (2 kappa_2^N + 2 N cos(theta) kappa_1 kappa_2^{N-1}),   K(theta = 0) = 2 (N + 1) (s^2 / 2)^N,
/// s the factor of each ReLU: squared_gain = s^2 = 2 is the normalisation `unit`, 1 is `raw`.
/// degree: N >= 1 (std::invalid_argument otherwise).
inline AnglePolynomial ExactPolynomialNetKernel(int degree, const PiLaurent::Rational& squared_gain = 2) {
  if (degree < 1) {
    throw std::invalid_argument("ExactPolynomialNetKernel: degree must be >= 1, got " + std::to_string(degree));
  }
  const AnglePolynomial below = Pow(ExactDual(), degree - 1);
  const PiLaurent scale = 2 * Pow(PiLaurent(squared_gain / 2), degree);
  return scale * (below * (ExactDual() + degree * AnglePolynomial::Cos() * ExactDualSlope()));
}

/// NTK of the two-layer (one hidden layer) fully-connected ReLU net, unit normalisation, no biases:
///   K = kappa_2 + cos(theta) kappa_1,   K(theta = 0) = 2.
inline AnglePolynomial ExactTwoLayerKernel() { return ExactDual() + AnglePolynomial::Cos() * ExactDualSlope(); }

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_EXACT_KERNELS_H_
