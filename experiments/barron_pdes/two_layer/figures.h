/// Error against the number of units, for every function and dimension.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_TWO_LAYER_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_TWO_LAYER_FIGURES_H_

#include "experiments/barron_pdes/two_layer/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::two_layer {

Figure DrawUnits(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::two_layer

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_TWO_LAYER_FIGURES_H_
