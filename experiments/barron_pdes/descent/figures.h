/// Gaps of both methods against the work, and what the mesh does to descent with and without a preconditioner.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DESCENT_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DESCENT_FIGURES_H_

#include "experiments/barron_pdes/descent/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::descent {

Figure DrawGaps(const Evidence& evidence);
Figure DrawMeshes(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::descent

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DESCENT_FIGURES_H_
