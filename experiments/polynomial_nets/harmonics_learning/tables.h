#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_TABLES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_TABLES_H_

#include <vector>

#include "experiments/polynomial_nets/harmonics_learning/evidence.h"
#include "experiments/shared/names.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments {

/// The tables that harmonics_learning.h lists: what is left of each harmonic, on or off the samples, at these rates
/// (not kByTrace); the times; the finite nets' distances from infinite width.
Table CurveTable(const HarmonicsEvidence& evidence, bool off_samples, const std::vector<Rate>& rates);
Table TimeTable(const HarmonicsEvidence& evidence);
Table WidthTable(const HarmonicsEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_TABLES_H_
