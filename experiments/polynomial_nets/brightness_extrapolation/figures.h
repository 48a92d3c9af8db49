/// Accuracy against the brightness of the images.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_FIGURES_H_

#include "experiments/polynomial_nets/brightness_extrapolation/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::brightness_extrapolation {

/// The paper's layout, a column for each data set: an image at increasing brightness above, accuracies (mean over
/// seeds, band from least to largest) beneath.
Figure DrawBrightness(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::brightness_extrapolation

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_FIGURES_H_
