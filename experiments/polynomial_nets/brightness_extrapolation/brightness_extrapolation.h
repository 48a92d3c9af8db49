#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_BRIGHTNESS_EXTRAPOLATION_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_BRIGHTNESS_EXTRAPOLATION_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

/// Figure 3 of [WuEtAl2022]: nets trained to classify dark images, with pixels in [0, 0.1], are shown brighter ones, in
/// [0, r_max].  Fashion-MNIST and handwritten digits (image_sets.h); dense nets (image_nets.h) with and without
/// Hadamard products, with and without biases; the predictors of infinitely wide nets with biases on part of the
/// images.
///
/// Tables
///   brightness_extrapolation   one row per data set, network, biases, seed and r_max: accuracy on the test images.
///                              Networks: fc, hp (finite), fc_ntk, pnn_ntk (infinitely wide; seed chooses the images)
///   brightness_differences     one row per data set and biases: hp minus fc, paired by seeds, at r_max = 0.1 and on
///                              the mean over r_max > 0.1: mean, half width of the 95% interval, p
Experiment BrightnessExtrapolation();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_BRIGHTNESS_EXTRAPOLATION_H_
