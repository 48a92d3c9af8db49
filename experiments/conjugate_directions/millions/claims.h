/// "Poisson equations with millions of degrees of freedom."
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_MILLIONS_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_MILLIONS_CLAIMS_H_

#include <vector>

#include "experiments/conjugate_directions/millions/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::millions {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::millions

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_MILLIONS_CLAIMS_H_
