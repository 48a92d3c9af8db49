/// "The NTK of a finite net scatters around this kernel, and tends to it at this rate": as stated, and how it is
/// judged.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/kernel_convergence/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::kernel_convergence {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::kernel_convergence

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_CLAIMS_H_
