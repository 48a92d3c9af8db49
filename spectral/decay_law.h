/// The power laws by which the Mercer eigenvalues of a dot-product kernel fall: as its singularities at theta = 0 and
/// pi predict them, and as a fit to computed eigenvalues finds them.
#ifndef HADAMARD_NTK_SPECTRAL_DECAY_LAW_H_
#define HADAMARD_NTK_SPECTRAL_DECAY_LAW_H_

#include "spectral/angle_kernel.h"
#include "spectral/mercer_spectrum.h"

namespace hadamard_ntk::spectral {

/// Leading non-analytic term of a kernel at an end of [-1, 1]: with s the angle to that end (theta, or pi - theta),
///   K = (even powers of s) + coefficient * s^power + ...,   power odd,
/// so 1 - <x, z> = s^2 / 2 + ... appears to the half-integer power/2.  coefficient = 0: no such term was found.
struct EndpointSingularity {
  int power = 0;
  double coefficient = 0;
  /// |coefficient - true| <= error.
  double error = 0;
};

/// The law mu_k ~ constant (k + lambda)^{-exponent}, lambda = (d-1)/2, separately for even and odd k, that the
/// end-point singularities of a kernel force [BieBac2021, Theorem 1, with the constant].  From
///   mu_k = R(k) - (-1)^k L(k)
/// (spectral/dispersion_transform.h) by Watson's lemma: a term coefficient * s^p at theta = 0 gives
///   R(k) = A (k + lambda)^{-(d+p)} (1 + O((k + lambda)^{-2})),
///   A = (-1)^{(p+1)/2} coefficient Gamma(p/2+1) Gamma(lambda+1) Gamma(d+p) / (pi Gamma(lambda+p/2+1)),
/// and a term at theta = pi the same to (-1)^k R.  For the NTK of every ReLU network with weights in two layers or more
/// p = 1: exponent d + 1, whatever the depth or the degree.
struct DecayLaw {
  double exponent = 0;
  double constant = 0;
  /// |constant - true| <= error.
  double error = 0;
  double lambda = 0;

  /// constant * (k + lambda)^{-exponent}.
  double operator()(double k) const;
};

struct DecayLaws {
  EndpointSingularity at_zero, at_pi;
  /// constant 0: no power law, the eigenvalues of this parity vanish or fall faster than the other's.
  DecayLaw even, odd;
};

/// Finds both singularities from the discontinuity, Im K(-i s) = (-1)^{(p+1)/2} coefficient s^p + O(s^{p+2}) and the
/// negative of that at pi, by Richardson's extrapolation in s^2 over s = 1/2, 1/4, ..., 1/1024, and the laws they
/// imply.  The stated errors are the last change of the extrapolation plus the rounding noise at its smallest s; for
/// p = 1 about 1e-12 of the constant.  A discontinuity below 1e3 eps |K| at s = 1/8 counts as none: beside one with p =
/// 1 its share of mu_k is negligible. Throws std::invalid_argument for a kernel without complex angles or d < 1,
/// std::domain_error where the discontinuity follows no odd power.
DecayLaws PredictDecay(const AngleKernel& kernel, int d);

/// Least-squares line through (log(k + lambda), log mu_k) over one parity of the window [k_low, k_high].
struct DecayFit {
  double exponent;        // of mu ~ constant (k + lambda)^{-exponent}
  double exponent_error;  // one standard error of the fit
  double log_constant;
  int k_low, k_high;
  int count;  // eigenvalues fitted
};

/// parity: 0 or 1.  Zero eigenvalues are left out.  Throws std::invalid_argument for an empty or inverted window or
/// parity, std::domain_error when fewer than three eigenvalues are positive there.
DecayFit FitDecay(const MercerSpectrum& spectrum, int k_low, int k_high, int parity);

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_DECAY_LAW_H_
