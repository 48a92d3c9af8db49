/// Does the empirical NTK stay where it starts while a wide polynomial net is trained, and does the net become kernel
/// regression?  Theorem 3 of [WuEtAl2022] and the remark on it: nets of width 2^7, 2^8, ... by full-batch gradient
/// descent, beside their kernel (lazy_training.h).
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_NTK_STABILITY_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_NTK_STABILITY_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

/// The data are the same for all nets; every net has weights of its own.  At width 2^(max - j) there are 2^(j/2) times
/// the draws of the widest, up to 32, and for nets without activation half of that.
///
/// What to expect of sup_t |K_t - K_0|_F: (4) is a bound by m^-1/2.  Weights move by O(m^-1/2), so each unit's share
/// of m K by as much; but the first-order change is odd in the unit's output weight, so over m units the changes add up
/// to O(m^-1) only.  For ReLU a share O(m^-1/2) of the units switches, each with a change O(1/m) of random sign: in all
/// m^1/4 / m = m^-3/4.  So the exponents should be -3/4 with ReLU, -1 without activation; -1/2 is one-sided.
///
/// Tables
///   ntk_stability        one row per trained net: network, degree, width, draw, steps, initial_loss, final_loss, and
///                        what LazyRun says
///   ntk_stability_fits   network, degree, quantity, exponent, standard_error, constant, nets
///   ntk_stability_rates  nets trained above the largest stable rate: degree, width, draw, rate_over_stable,
///                        largest_rise, diverged_at (missing if it did not)
Experiment NtkStability();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_NTK_STABILITY_H_
