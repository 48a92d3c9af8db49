#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_HARMONICS_LEARNING_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_HARMONICS_LEARNING_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

/// How fast do nets learn the harmonics of a target on S^9 by full-batch gradient descent?  Figure 5 of [WuEtAl2022]:
/// CCP nets (A.1) of degree 3, 6, 9 at infinite width, exactly, and at finite widths; PNNs of eq. (2) and a
/// fully-connected net beside them; at the common learning rate of the paper, and at a rate fair to the kernels'
/// scales, lr = n / (2 lambda_max): a step eta = 1 / lambda_max.
///
/// Loss (1/n) sum r^2.  The projection is a_k = n^{-1/2} sum_i P_k(<x_i, zeta_k>) r_i, on the samples; off the samples
/// n^{1/2} E[P_k r], for infinite width exact, for finite width over held-out points.  part_left = |a_k(t) / a_k(0)|
/// has no normalisation.
///
/// Tables
///   harmonics_learning              on the samples, common rate: network, parameter (degree N, or depth), width (0:
///                                   infinite), data_set, net, k, iteration, projection, part_left
///   harmonics_learning_fair         the same at the fair rate
///   harmonics_learning_off_samples  the same off the samples, with the rate
///   harmonics_learning_times        infinite width: network, parameter, data_set, rate, k, iterations until half is
///                                   left on and off the samples and of random labels (missing: never), those that mu_k
///                                   predicts, and the least part ever left off the samples
///   harmonics_learning_widths       finite nets: largest distance of their projections from infinite width
Experiment HarmonicsLearning();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_HARMONICS_LEARNING_H_
