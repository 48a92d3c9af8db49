#ifndef HADAMARD_NTK_EXPERIMENTS_SPECTRAL_DECAY_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_SPECTRAL_DECAY_CLAIMS_H_

#include <vector>

#include "experiments/claim.h"
#include "experiments/network_spectra.h"

namespace hadamard_ntk::experiments {

/// The spectra the four claims on the decay of eigenvalues are judged by.  All of one k_max >= 2000, on the same
/// spheres, in the order ComputeNetworkSpectra gives; polynomial nets of at least two degrees N >= 2, fully-connected
/// nets, residual nets, and one fc_nngp for the negative control.
struct DecayEvidence {
  std::vector<NetworkSpectrum> spectra;

  /// The exponent is fitted over this window of degrees.
  int window_low = 0, window_high = 0;

  std::vector<const NetworkSpectrum*> Of(NetworkKernel::Family family) const;
};

/// Declarations: what is printed and the pass condition, fixed before any run.
Claim DeclareTheorem7();
Claim DeclareSlowerThanFullyConnected();
Claim DeclareFullyConnectedRate();
Claim DeclareLargerDegreeLearnsFaster();

/// Judgements.
Claim JudgeTheorem7(const DecayEvidence& evidence);
Claim JudgeSlowerThanFullyConnected(const DecayEvidence& evidence);
Claim JudgeFullyConnectedRate(const DecayEvidence& evidence);
Claim JudgeLargerDegreeLearnsFaster(const DecayEvidence& evidence);

/// Smallest k0 such that mu_k / trace of `more` exceeds that of `less` for all k0 <= k <= k_max where either is
/// nonzero, or -1 if it does not at k_max.  Ties within the eigenvalues' errors do not count as exceeding.
int ExceedsFrom(const NetworkSpectrum& more, const NetworkSpectrum& less);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SPECTRAL_DECAY_CLAIMS_H_
