/// "ReLinear to stabilize the training process", on images.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_QUADRATIC_CONVOLUTIONS_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_QUADRATIC_CONVOLUTIONS_CLAIMS_H_

#include <vector>

#include "experiments/quadratic_nets/quadratic_convolutions/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::quadratic_convolutions {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::quadratic_convolutions

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_QUADRATIC_CONVOLUTIONS_CLAIMS_H_
