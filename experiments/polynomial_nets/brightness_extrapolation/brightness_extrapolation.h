/// Do Hadamard products help when images get brighter than in training? Figure 3 of [WuEtAl2022]: dense nets trained to
/// classify images with pixels in [0, 0.1], of Fashion-MNIST and handwritten digits, with and without the products and
/// biases, are shown those with pixels in [0, r_max]; predictors of infinitely wide nets beside them.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_BRIGHTNESS_EXTRAPOLATION_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_BRIGHTNESS_EXTRAPOLATION_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment BrightnessExtrapolation();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_BRIGHTNESS_EXTRAPOLATION_H_
