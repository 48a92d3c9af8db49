#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_FIGURES_H_

#include <string>

#include "experiments/polynomial_nets/harmonics_learning/evidence.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments {

/// Part left of each projection against the iteration, a panel per k: infinite width (lines; bands over the data sets),
/// finite nets of the largest width (circles), and when mu_k alone would leave half (diamonds).
Figure DrawCurves(const HarmonicsEvidence& evidence, Rate rate, bool off_samples);
/// Iterations until half is left against k, measured and predicted: CCP and PNN, both rates.
Figure DrawTimes(const HarmonicsEvidence& evidence);
/// Distance of finite nets from infinite width against the width.
Figure DrawWidths(const HarmonicsEvidence& evidence);

/// Iterations until half is left, means over the data sets, in aligned columns.
std::string SummarizeTimes(const HarmonicsEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_FIGURES_H_
