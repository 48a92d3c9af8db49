/// Spectra and their local slopes on spheres, beside the law and the printed bound.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_FIGURES_H_

#include "experiments/polynomial_nets/spectral_decay/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::spectral_decay {

/// Of what was asked for: one column per sphere (at most the first three), three rows: mu_k / trace against k with the
/// predicted law and the bound printed in Theorem 7; for even k, mu_k / trace over the law of a polynomial net with N
/// -> infinity, which tends to N / (N + 1); local slopes.  Nothing for k_max < 4: so short a spectrum shows no decay.
Figure DrawSpectra(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::spectral_decay

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_FIGURES_H_
