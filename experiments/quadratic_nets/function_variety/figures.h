/// Dimensions against numbers of parameters.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_FUNCTION_VARIETY_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_FUNCTION_VARIETY_FIGURES_H_

#include "experiments/quadratic_nets/function_variety/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::function_variety {

Figure DrawDimensions(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::function_variety

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_FUNCTION_VARIETY_FIGURES_H_
