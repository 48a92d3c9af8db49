/// How fast do a fully-connected net and one with Hadamard products take up label noise of low and high frequency?
/// Appendix E.6 of [WuEtAl2022], after [RahEtAl2019]: two classes of real images, noise on the labels of the 80%
/// trained on; infinitely wide nets by exact gradient descent beside them.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_LABEL_NOISE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_LABEL_NOISE_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment LabelNoise();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_LABEL_NOISE_H_
