/// Test errors of all trainings, by setting and learning rate.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_QUADRATIC_CONVOLUTIONS_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_QUADRATIC_CONVOLUTIONS_FIGURES_H_

#include "experiments/quadratic_nets/quadratic_convolutions/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::quadratic_convolutions {

Figure DrawErrors(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::quadratic_convolutions

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_QUADRATIC_CONVOLUTIONS_FIGURES_H_
