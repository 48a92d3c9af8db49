/// Who misses which degrees, and what the gate does to condition numbers.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_FIGURES_H_

#include "experiments/polynomial_nets/gated_units/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::gated_units {

/// The eigenvalues on the first sphere, a panel for each net, even and odd degrees apart.
Figure DrawDegrees(const Evidence& evidence);
/// Condition numbers of normal data against d at n = 4 d, with their lower bounds, and the gain.
Figure DrawConditioning(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::gated_units

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_FIGURES_H_
