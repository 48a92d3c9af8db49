/// Has a quadratic net more functions than a conventional one with quadratic activation? Dimensions of function
/// varieties, as ranks in exact arithmetic.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_FUNCTION_VARIETY_FUNCTION_VARIETY_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_FUNCTION_VARIETY_FUNCTION_VARIETY_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment FunctionVariety();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_FUNCTION_VARIETY_FUNCTION_VARIETY_H_
