#ifndef HADAMARD_NTK_EXPERIMENTS_HARMONICS_LEARNING_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_HARMONICS_LEARNING_CLAIMS_H_

#include "experiments/claim.h"
#include "experiments/harmonics_evidence.h"

namespace hadamard_ntk::experiments {

Claim DeclareCommonRate();
Claim DeclareFairRate();
Claim DeclareEq2();

Claim JudgeCommonRate(const HarmonicsEvidence& evidence);
Claim JudgeFairRate(const HarmonicsEvidence& evidence);
Claim JudgeEq2(const HarmonicsEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_HARMONICS_LEARNING_CLAIMS_H_
