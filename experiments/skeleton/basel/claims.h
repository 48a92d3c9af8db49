#ifndef HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_CLAIMS_H_

#include <vector>

#include "experiments/shared/names.h"
#include "experiments/skeleton/basel/measure.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments {

/// "The remainder falls like 1/n": as stated, and what became of it.
Claim DeclareBaselRemainder();
Claim JudgeBaselRemainder(const std::vector<Remainder>& remainders);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_CLAIMS_H_
