#ifndef HADAMARD_NTK_EXPERIMENTS_SPECTRAL_DECAY_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_SPECTRAL_DECAY_CLAIMS_H_

#include "experiments/claim.h"
#include "experiments/decay_tails.h"

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

#endif  // HADAMARD_NTK_EXPERIMENTS_SPECTRAL_DECAY_CLAIMS_H_
