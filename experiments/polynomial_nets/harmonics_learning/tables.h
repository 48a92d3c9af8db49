/// Tables of harmonics_learning, and the times in words.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_TABLES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_TABLES_H_

#include <string>

#include "experiments/polynomial_nets/harmonics_learning/measure.h"
#include "experiments/shared/names.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::harmonics_learning {

/// One row per net, k and iteration, on the samples at the common rate, at the fair one, and off the samples at both:
/// network, parameter (degree N, or depth), width (0: infinite), data_set, net, rate, k, iteration, and
///   projection  a_k = n^{-1/2} sum_i P_k(<x_i, zeta_k>) r_i; off the samples n^{1/2} E[P_k r], for infinite width
///               exact, for finite width over held-out points
///   part_left   |a_k(t) / a_k(0)|, which has no normalisation
Table TabulateCommonRate(const Evidence& evidence);
Table TabulateFairRate(const Evidence& evidence);
Table TabulateOffSamples(const Evidence& evidence);

/// Infinite width, one row per net, data set, rate and k: iterations until half is left on and off the samples and of
/// random labels (missing: never), those that mu_k predicts, and the least part ever left off the samples.
Table TabulateTimes(const Evidence& evidence);

/// Finite nets: largest distance of their projections from infinite width.
Table TabulateWidths(const Evidence& evidence);

/// Iterations until half is left, means over the data sets, in aligned columns.
std::string DescribeTimes(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::harmonics_learning

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_TABLES_H_
