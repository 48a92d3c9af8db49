/// Does the three-layer net learn p(x)^3 when Adam trains all of its layers at once, sooner than a kernel?
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_ADAM_TRAINING_ADAM_TRAINING_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_ADAM_TRAINING_ADAM_TRAINING_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment AdamTraining();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_ADAM_TRAINING_ADAM_TRAINING_H_
