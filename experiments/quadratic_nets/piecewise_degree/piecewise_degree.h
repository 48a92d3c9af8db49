/// Of which degree are the pieces of a quadratic ReLU net on a line, beside those of a conventional one?
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_PIECEWISE_DEGREE_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_PIECEWISE_DEGREE_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment PiecewiseDegree();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_PIECEWISE_DEGREE_H_
