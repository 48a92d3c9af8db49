#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_LIMITS_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_LIMITS_CLAIMS_H_

#include "experiments/polynomial_nets/harmonics_learning/evidence.h"
#include "experiments/shared/names.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments {

/// What n samples can show of a kernel's eigenvalues: statements on the exact descent at infinite width.
Claim DeclareOffSamples();
Claim DeclareEigenvalueTime();

Claim JudgeOffSamples(const HarmonicsEvidence& evidence);
Claim JudgeEigenvalueTime(const HarmonicsEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_LIMITS_CLAIMS_H_
