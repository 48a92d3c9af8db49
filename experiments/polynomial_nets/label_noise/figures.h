/// How nets take up label noise of low and high frequency, against time.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_FIGURES_H_

#include "experiments/polynomial_nets/label_noise/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::label_noise {

/// A column for each frequency: error on the clean images above, share of the noise learned beneath; mean over seeds,
/// band from least to largest.
Figure DrawCurves(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::label_noise

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_FIGURES_H_
