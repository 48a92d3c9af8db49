/// The sums against the angle, and their deviations against k.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_FIGURES_H_

#include "experiments/polynomial_nets/addition_theorem/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::addition_theorem {

/// At most four spheres; for each, the sum against the angle, above the deviations against k.
Figure DrawSums(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::addition_theorem

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_FIGURES_H_
