/// Mercer eigenvalues of a homogeneous kernel for inputs of any isotropic law in R^D (Gaussian, ball, sphere): exact.
///
/// K(x, z) = |x|^N |z|^N h(<x, z> / (|x| |z|)), such as a bias-free net of degree N, and x = r u with u uniform on
/// S^{D-1}, independent of r >= 0.  With mu_k, Y_kj the Mercer eigenvalues and harmonics of h on S^d, d = D - 1,
///   the operator f -> E_z[K(x, z) f(z)] has eigenvalues  E[r^{2N}] mu_k,  multiplicity F(d, k),
///   eigenfunctions |x|^N Y_kj(x / |x|) / sqrt(E[r^{2N}]),
/// and is 0 on all other functions: in the kernel |x|^N |z|^N separates from the zonal part.  Every radial part other
/// than |x|^N is out of reach.  sum_k F(d, k) E[r^{2N}] mu_k = E K(x, x) = E[r^{2N}] h(1).
///   Gaussian, x ~ N(0, s^2 I):  E[r^{2N}] = s^{2N} D (D + 2) ... (D + 2 N - 2)
///   ball of radius R:           E[r^{2N}] = R^{2N} D / (D + 2 N)
///   sphere of radius R:         E[r^{2N}] = R^{2N}
/// so that a mixture of laws is the mixture of its moments.  Error: (2 N + 4) eps relative, besides that of mu_k.
///
/// The same from samples (Nystroem's method): of the eigenvalues of the Gram matrix of n independent inputs, over n,
/// F(d, k) lie around lambda_k = E[r^{2N}] mu_k while F(d, k) << n.  To first order in 1/n their mean m_k has
///   E m_k = lambda_k (1 + b_k / n),   b_k = rho sum_{i != k} F(d, i) lambda_i / (lambda_k - lambda_i),
///   Var m_k = lambda_k^2 (rho - 1) / n,                              rho = E[r^{4N}] / E[r^{2N}]^2.
/// (First- and second-order perturbation of the features' empirical covariance, with sum_j Y_kj^2 = F(d, k): all
/// degrees follow the mean of r^{2N} together, and on a sphere, rho = 1, only the next order varies.)  Degrees above
/// k_max are taken to be far below lambda_k.  Neglected: about lambda_k B_k^2 / n^2, B_k the sum of |terms| of b_k.
///
/// Throws std::invalid_argument for D < 1, N < 0, a scale or moment that is negative or not finite, k outside of the
/// spectrum, n < 1, rho < 1; std::overflow_error where a moment is above the largest double; std::domain_error where
/// lambda_k is 0 or that of another degree.
#ifndef HADAMARD_NTK_SPECTRAL_ISOTROPIC_SPECTRUM_H_
#define HADAMARD_NTK_SPECTRAL_ISOTROPIC_SPECTRUM_H_

#include "spectral/mercer_spectrum.h"

namespace hadamard_ntk::spectral {

/// E[|x|^{2N}].
double GaussianRadialMoment(int dimension, int homogeneity, double standard_deviation = 1);
double BallRadialMoment(int dimension, int homogeneity, double radius = 1);

/// The eigenvalues on S^{D-1} times `radial_moment` = E[r^{2N}], with their errors; the trace is E K(x, x).
MercerSpectrum IsotropicSpectrum(const MercerSpectrum& on_sphere, double radial_moment);

/// m_k of one draw of n samples.
struct NystroemMean {
  double mean = 0;
  double standard_deviation = 0;
  double neglected = 0;  // lambda_k B_k^2 / n^2
};
/// `spectrum`: that of the law, as above; `moment_ratio` = rho.
NystroemMean PredictNystroemMean(const MercerSpectrum& spectrum, int k, double moment_ratio, double n);

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_ISOTROPIC_SPECTRUM_H_
