/// Does the empirical NTK of a finite polynomial net scatter around the kernel of Theorem 1, and approach it as Theorem
/// 2 says?  Independent draws of nets of degree N at widths 2^6, 2^7, ..., streamed over hidden units, at four pairs of
/// points of the unit sphere: parallel, orthogonal, opposite, and one radian apart.  Normalisation raw, the one
/// Theorem 2's constants are for.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_KERNEL_CONVERGENCE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_KERNEL_CONVERGENCE_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

/// Main table, one row per degree, pair and width: degree, pair, width, draws, kernel (of Theorem 1), mean and
/// standard_error of the empirical NTK, its spread over the draws and the predicted_spread sqrt(V/m), quantile (of
/// |error| at 1 - delta), bound (of Theorem 2; missing where its width condition does not hold).
Experiment KernelConvergence();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_KERNEL_CONVERGENCE_H_
