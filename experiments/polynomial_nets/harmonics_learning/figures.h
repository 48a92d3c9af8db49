/// What is left of each harmonic against time, how long half of it takes, and what the width changes.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_FIGURES_H_

#include "experiments/polynomial_nets/harmonics_learning/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::harmonics_learning {

/// Part left of each projection against the iteration, a panel per k: infinite width (lines; bands over the data sets),
/// finite nets of the largest width (circles), and when mu_k alone would leave half (diamonds). On the samples at
/// either rate, and off them at the fair one.
Figure DrawCommonRate(const Evidence& evidence);
Figure DrawFairRate(const Evidence& evidence);
Figure DrawOffSamples(const Evidence& evidence);
/// Iterations until half is left against k, measured and predicted: CCP and PNN, both rates.
Figure DrawTimes(const Evidence& evidence);
/// Distance of finite nets from infinite width against the width.
Figure DrawWidths(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::harmonics_learning

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_FIGURES_H_
