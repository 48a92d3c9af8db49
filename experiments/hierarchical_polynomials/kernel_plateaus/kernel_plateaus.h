/// How many samples do kernels need for g(p(x)), and where do they stay until then?
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_KERNEL_PLATEAUS_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_KERNEL_PLATEAUS_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment KernelPlateaus();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_KERNEL_PLATEAUS_H_
