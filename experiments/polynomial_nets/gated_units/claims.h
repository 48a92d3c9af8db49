/// Claims of ours on gated units: what they miss, how their spectra fall, how well conditioned they are.  Printed in no
/// paper; the question of condition numbers is that of arXiv:2605.20749, the gate's that of [Shazeer2020].
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_CLAIMS_H_

#include <vector>

#include "experiments/polynomial_nets/gated_units/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::gated_units {

/// gated_parity, gated_decay, gated_conditioning, gated_gram_law.
std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::gated_units

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_CLAIMS_H_
