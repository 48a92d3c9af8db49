/// The quantile of the error against the width.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_FIGURES_H_

#include "experiments/polynomial_nets/kernel_convergence/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::kernel_convergence {

/// One radian apart, in units of K(x, x): a line for each degree, and one like m^-1/2.
Figure DrawErrors(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::kernel_convergence

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_FIGURES_H_
