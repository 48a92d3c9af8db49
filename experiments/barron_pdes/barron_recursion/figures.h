/// The norm of every iterate and what bounds it.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_BARRON_RECURSION_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_BARRON_RECURSION_FIGURES_H_

#include "experiments/barron_pdes/barron_recursion/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::barron_recursion {

Figure DrawRecursion(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::barron_recursion

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_BARRON_RECURSION_FIGURES_H_
