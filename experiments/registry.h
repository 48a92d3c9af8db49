/// Every experiment there is, in the order of experiments/papers.bzl, from which the definition is made.
#ifndef HADAMARD_NTK_EXPERIMENTS_REGISTRY_H_
#define HADAMARD_NTK_EXPERIMENTS_REGISTRY_H_

#include <vector>

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

std::vector<Experiment> AllExperiments();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_REGISTRY_H_
