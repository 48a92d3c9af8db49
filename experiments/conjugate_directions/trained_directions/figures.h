/// Iterations by domain and method.
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_TRAINED_DIRECTIONS_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_TRAINED_DIRECTIONS_FIGURES_H_

#include "experiments/conjugate_directions/trained_directions/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::trained_directions {

Figure DrawIterations(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::trained_directions

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_TRAINED_DIRECTIONS_FIGURES_H_
