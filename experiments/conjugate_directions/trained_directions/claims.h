/// "The action of the inverse", "a small number of iterations", "generalizes effectively".
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_TRAINED_DIRECTIONS_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_TRAINED_DIRECTIONS_CLAIMS_H_

#include <vector>

#include "experiments/conjugate_directions/trained_directions/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::trained_directions {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::trained_directions

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_TRAINED_DIRECTIONS_CLAIMS_H_
