/// "The remainder falls like 1/n": as stated, and how it is judged.
#ifndef HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_CLAIMS_H_

#include <vector>

#include "experiments/shared/names.h"
#include "experiments/skeleton/basel/measure.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::basel {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::basel

#endif  // HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_CLAIMS_H_
