#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_CLAIMS_H_

#include "experiments/polynomial_nets/harmonics_learning/evidence.h"
#include "experiments/shared/names.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments {

Claim DeclareCommonRate();
Claim DeclareFairRate();
Claim DeclareEq2();

Claim JudgeCommonRate(const HarmonicsEvidence& evidence);
Claim JudgeFairRate(const HarmonicsEvidence& evidence);
Claim JudgeEq2(const HarmonicsEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_CLAIMS_H_
