/// "Independent of the problem size."
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_SIZE_INDEPENDENCE_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_SIZE_INDEPENDENCE_CLAIMS_H_

#include <vector>

#include "experiments/conjugate_directions/size_independence/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::size_independence {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::size_independence

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_SIZE_INDEPENDENCE_CLAIMS_H_
