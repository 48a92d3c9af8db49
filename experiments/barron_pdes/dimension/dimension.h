/// Is the Barron norm of solutions polynomial in the dimension, and what does a constant p hide?
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DIMENSION_DIMENSION_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DIMENSION_DIMENSION_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment Dimension();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DIMENSION_DIMENSION_H_
