/// Does the sum of 1/i^2 approach pi^2/6 like 1/n? The experiment to copy.
#ifndef HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_BASEL_H_
#define HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_BASEL_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment Basel();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_BASEL_H_
