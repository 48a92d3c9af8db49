/// Gated linear units, the Hadamard product of today's language models: what they cannot learn, how their spectra fall,
/// and what the gate does to the condition number.  Claims of ours: the paper of this folder has none on them.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_GATED_UNITS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_GATED_UNITS_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment GatedUnits();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_GATED_UNITS_H_
