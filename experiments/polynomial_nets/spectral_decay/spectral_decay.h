/// How fast do the eigenvalues of a network's NTK decay on the sphere?  Theorem 7 of [WuEtAl2022] and three claims
/// around it, judged by the exponents of exact Mercer spectra.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_SPECTRAL_DECAY_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_SPECTRAL_DECAY_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

/// Main table, one row per kernel, sphere and degree k.  It begins as every table of eigenvalues: kernel (pnn or fc),
/// parameter_name (degree or depth), parameter (N, or the number of weight layers), d, k, multiplicity F(d, k), mu; and
/// goes on with mu_relative_error (missing where mu is 0), mu_over_trace, local_slope (d log mu / d log k from the
/// neighbours k - 2 and k + 2; missing where there are none).  For eigenvalues that vanish the JSON holds the bound, in
/// `spectra[].zeros`.
///
/// The claims are judged on degrees up to max(k_max, 4096), whatever part of them is asked for, and on at least the
/// degrees {2, 3} and the depth 3, on the spheres asked for and on S^1 and S^4.
Experiment SpectralDecay();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_SPECTRAL_DECAY_H_
