/// When does an infinitely wide net, trained on x^T beta x at some directions, return x^T beta x everywhere?  Theorem 6
/// of [WuEtAl2022], its extension to nets without activation, and what Section 4.1 concludes from Fig. 2; by exact
/// kernel regression.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_QUADRATIC_RECOVERY_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_QUADRATIC_RECOVERY_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

/// Tables
///   quadratic_recovery             one row per d, network, target and training set: d, network, degree (N, or depth),
///                                  target, set, n, rank (of the Gram matrix; below n the pseudo-inverse is used),
///                                  condition (of its range), training_residual, error (largest |f - target| over the
///                                  test directions, at radii 0.01 to 100, over |x|^degree max |target|), tolerance
///                                  (conditioned rounding bound of it)
///   quadratic_recovery_profile     targets and predictors on the unit circle against the angle
///   quadratic_recovery_directions  d, n (directions), target, error, predicted (the law on the circle; missing for
///                                  d = 3)
Experiment QuadraticRecovery();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_QUADRATIC_RECOVERY_H_
