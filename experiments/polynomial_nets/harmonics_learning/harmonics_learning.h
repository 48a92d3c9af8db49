/// How fast do nets learn the harmonics of a target on S^9 by full-batch gradient descent? Figure 5 of [WuEtAl2022]:
/// CCP nets (A.1) of degree 3, 6, 9 at infinite width, exactly, and at finite widths; PNNs of eq. (2) and a
/// fully-connected net beside them; at the common learning rate of the paper, and at one fair to the kernels' scales.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_HARMONICS_LEARNING_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_HARMONICS_LEARNING_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment HarmonicsLearning();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_HARMONICS_LEARNING_H_
