/// What trial functions reach in d dimensions, and what the energy on seen points is worth.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_FIGURES_H_

#include "experiments/barron_pdes/deep_ritz/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::deep_ritz {

Figure DrawErrors(const Evidence& evidence);
Figure DrawEnergies(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::deep_ritz

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_FIGURES_H_
