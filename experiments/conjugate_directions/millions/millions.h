/// Conjugate directions with a net on millions of unknowns, beside conjugate gradients and multigrid.
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_MILLIONS_MILLIONS_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_MILLIONS_MILLIONS_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment Millions();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_MILLIONS_MILLIONS_H_
