/// How many units does a two-layer net need for the solution of an elliptic equation?
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_TWO_LAYER_TWO_LAYER_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_TWO_LAYER_TWO_LAYER_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment TwoLayer();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_TWO_LAYER_TWO_LAYER_H_
