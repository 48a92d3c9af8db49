#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_CLAIMS_H_

#include "experiments/polynomial_nets/spectral_decay/evidence.h"
#include "experiments/shared/names.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments {

/// Declarations: what is printed and the pass condition, fixed before any run.
Claim DeclareTheorem7();
Claim DeclareSlowerThanFullyConnected();
Claim DeclareFullyConnectedRate();

/// Judgements.
Claim JudgeTheorem7(const DecayEvidence& evidence);
Claim JudgeSlowerThanFullyConnected(const DecayEvidence& evidence);
Claim JudgeFullyConnectedRate(const DecayEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_CLAIMS_H_
