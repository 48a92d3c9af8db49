/// Does a net trained on a box give conjugate directions that need few iterations, there and on other domains?
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_TRAINED_DIRECTIONS_TRAINED_DIRECTIONS_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_TRAINED_DIRECTIONS_TRAINED_DIRECTIONS_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment TrainedDirections();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_TRAINED_DIRECTIONS_TRAINED_DIRECTIONS_H_
