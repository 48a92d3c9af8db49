#ifndef HADAMARD_NTK_EXPERIMENTS_LARGER_DEGREE_CLAIM_H_
#define HADAMARD_NTK_EXPERIMENTS_LARGER_DEGREE_CLAIM_H_

#include "experiments/claim.h"
#include "experiments/decay_tails.h"

namespace hadamard_ntk::experiments {

/// "A slower decay with the degree N leads to a faster learning towards high-frequency functions": as printed, and what
/// became of it.
Claim DeclareLargerDegreeLearnsFaster();
Claim JudgeLargerDegreeLearnsFaster(const DecayEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_LARGER_DEGREE_CLAIM_H_
