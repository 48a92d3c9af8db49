#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_LABEL_NOISE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_LABEL_NOISE_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

/// Appendix E.6 of [WuEtAl2022], after [RahEtAl2019]: two classes of images, labels -1 and +1, and label noise
/// sin(2 pi f |x|) of several frequencies f on the 80% trained on; 20% stay clean for validation.  How fast do a
/// fully-connected net and one with Hadamard products (image_nets.h) take up the noise?  The same for infinitely wide
/// nets by exact gradient descent.
///
/// Tables
///   label_noise        one row per network, frequency, seed and step shown: mean square error on the clean images, and
///                      the share b of the noise learned: f(x_i) = a (clean label) + b (noise) by least squares over
///                      the trained images.  Networks: fc, hp (Adam), fc_ntk, pnn_ntk (gradient
///                      descent at the rate 1 / lambda_max)
Experiment LabelNoise();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_LABEL_NOISE_H_
