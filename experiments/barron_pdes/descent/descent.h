/// How fast is preconditioned descent on nonlinear elliptic energies, beside what is printed and beside Newton's
/// method?
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DESCENT_DESCENT_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DESCENT_DESCENT_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment Descent();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DESCENT_DESCENT_H_
