/// Do quadratic convolutions learn Fashion-MNIST better than conventional ones, and does ReLinear keep them from
/// failing?
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_QUADRATIC_CONVOLUTIONS_QUADRATIC_CONVOLUTIONS_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_QUADRATIC_CONVOLUTIONS_QUADRATIC_CONVOLUTIONS_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment QuadraticConvolutions();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_QUADRATIC_CONVOLUTIONS_QUADRATIC_CONVOLUTIONS_H_
