/// What grows with the dimension, and what with the number of directions.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DIMENSION_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DIMENSION_FIGURES_H_

#include "experiments/barron_pdes/dimension/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::dimension {

Figure DrawDimension(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::dimension

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DIMENSION_FIGURES_H_
