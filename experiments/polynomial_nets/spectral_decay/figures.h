#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_FIGURES_H_

#include <vector>

#include "experiments/polynomial_nets/spectral_decay/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments {

/// A spectrum shorter than this shows no decay.
inline constexpr int kLeastDrawnDegree = 4;

/// One column per sphere (at most the first three), three rows: mu_k / trace against k with the predicted law and the
/// bound printed in Theorem 7; for even k, mu_k / trace over the law of a polynomial net with N -> infinity, which
/// tends to N / (N + 1); local slopes.  Each spectrum must reach k_max + 2.
Figure DrawSpectralDecay(const std::vector<const NetworkSpectrum*>& spectra, int k_max);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_FIGURES_H_
