/// Do conjugate directions with a net need as many iterations on large grids as on small ones?
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_SIZE_INDEPENDENCE_SIZE_INDEPENDENCE_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_SIZE_INDEPENDENCE_SIZE_INDEPENDENCE_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment SizeIndependence();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_SIZE_INDEPENDENCE_SIZE_INDEPENDENCE_H_
