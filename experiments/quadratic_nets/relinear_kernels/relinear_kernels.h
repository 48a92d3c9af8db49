/// Which NTKs have quadratic nets, at the ReLinear start and at random weights, and how do their spectra fall?
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_RELINEAR_KERNELS_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_RELINEAR_KERNELS_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment RelinearKernels();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_RELINEAR_KERNELS_H_
