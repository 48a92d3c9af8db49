/// Claims of ours on the NTKs of quadratic nets.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_CLAIMS_H_

#include <vector>

#include "experiments/quadratic_nets/relinear_kernels/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::relinear_kernels {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::relinear_kernels

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_CLAIMS_H_
