#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_LARGER_DEGREE_CLAIM_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_LARGER_DEGREE_CLAIM_H_

#include "experiments/polynomial_nets/spectral_decay/evidence.h"
#include "experiments/shared/names.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments {

/// "A slower decay with the degree N leads to a faster learning towards high-frequency functions": as printed, and what
/// became of it.
Claim DeclareLargerDegreeLearnsFaster();
Claim JudgeLargerDegreeLearnsFaster(const DecayEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_LARGER_DEGREE_CLAIM_H_
