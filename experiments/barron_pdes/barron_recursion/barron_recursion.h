/// By how much does the Barron norm grow in a step of preconditioned descent, and what do the printed bounds promise?
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_BARRON_RECURSION_BARRON_RECURSION_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_BARRON_RECURSION_BARRON_RECURSION_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment BarronRecursion();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_BARRON_RECURSION_BARRON_RECURSION_H_
