/// What a spectrum predicts of the test error, and whether a Hadamard product lowers it: claims of this project, not of
/// the paper.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LEARNING_CURVES_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LEARNING_CURVES_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/learning_curves/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::learning_curves {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::learning_curves

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LEARNING_CURVES_CLAIMS_H_
