/// Does a Hadamard product lower the test error, for which target degree, at which n? Exact kernel regression beside
/// the curve that the spectrum predicts.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LEARNING_CURVES_LEARNING_CURVES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LEARNING_CURVES_LEARNING_CURVES_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment LearningCurves();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LEARNING_CURVES_LEARNING_CURVES_H_
