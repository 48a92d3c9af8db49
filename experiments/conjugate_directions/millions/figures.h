/// Residuals against iterations.
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_MILLIONS_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_MILLIONS_FIGURES_H_

#include "experiments/conjugate_directions/millions/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::millions {

Figure DrawResiduals(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::millions

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_MILLIONS_FIGURES_H_
