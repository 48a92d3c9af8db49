/// Iterations against the size of the grid; residuals of random nets and their bound.
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_SIZE_INDEPENDENCE_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_SIZE_INDEPENDENCE_FIGURES_H_

#include "experiments/conjugate_directions/size_independence/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::size_independence {

Figure DrawSizes(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::size_independence

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_SIZE_INDEPENDENCE_FIGURES_H_
