/// Test errors and failures against depth, and the size of the layers at the start.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_FIGURES_H_

#include "experiments/quadratic_nets/trainability/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::trainability {

Figure DrawErrors(const Evidence& evidence);
Figure DrawStarts(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::trainability

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_FIGURES_H_
