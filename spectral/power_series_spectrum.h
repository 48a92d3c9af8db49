/// Mercer eigenvalues on S^d of a kernel that is a power series in the cosine t = <x, z>,
///   K = sum_n b_n t^n,   mu_k = sum_j b_{k+2j} w_k(k+2j),
///   w_k(n) = int t^n P_k(t) (1-t^2)^{(d-2)/2} dt / int (1-t^2)^{(d-2)/2} dt
///          = n! / (2^n j! ((d+1)/2)_{k+j}),   n = k + 2j,
/// by Rodrigues' formula and the beta integral [AtkHan2012, sec. 2.6].  All w_k(n) > 0, which is why K is positive
/// definite on all spheres exactly where no b_n is negative [Schoenberg1942]; then nothing cancels, and mu_k has the
/// relative accuracy of the b_n, however small it is: no digits beyond double are needed.
///
/// The dual of an activation at one norm is such a series, b_n the squares of its Hermite coefficients, and so is the
/// NTK of a two-layer net or a gated unit on the unit sphere.
///
/// Of b_0..b_{N-1} errors are given, of the others a bound of sum_{n >= N} |b_n|.  w_k(n) rises in n up to
/// j + 1 = k (k-1) / (2d) and falls from there on, and F(d, k) w_k(n) <= 1, so that the rest adds at most its bound
/// times the first w_k(n), n >= N, where that is past the top, else over F(d, k).
///
/// Error of every eigenvalue: the bound reported, from the errors, the rest, 4 (N + k) roundings of long double
/// relative to sum |b_n| w_k(n), and one of double (power_series_spectrum_test).  mu is exactly 0 where it cannot be
/// told from 0. The trace is the sum of the b_n given.  Cost: N k_max / 2 steps. Throws std::invalid_argument for d <
/// 1, k_max < 0, errors that are not as many as the coefficients, coefficients, errors or a rest that are not finite,
/// errors or a rest < 0.
#ifndef HADAMARD_NTK_SPECTRAL_POWER_SERIES_SPECTRUM_H_
#define HADAMARD_NTK_SPECTRAL_POWER_SERIES_SPECTRUM_H_

#include <vector>

#include "spectral/mercer_spectrum.h"

namespace hadamard_ntk::spectral {

struct PowerSeries {
  std::vector<double> coefficients;  ///< b_0, b_1, ...
  std::vector<double> errors;        ///< of each, absolute
  double rest = 0;                   ///< >= the sum of |b_n| that are not given
};

MercerSpectrum ComputePowerSeriesSpectrum(const PowerSeries& series, int d, int k_max);

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_POWER_SERIES_SPECTRUM_H_
