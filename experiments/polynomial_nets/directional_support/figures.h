/// Maps of the errors as in Figure 2, and the errors against the directions covered.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_FIGURES_H_

#include "experiments/polynomial_nets/directional_support/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::directional_support {

/// Figure 2's three panels for trained nets, and the same for kernel predictors beneath.
Figure DrawMaps(const Evidence& evidence);
/// Errors against the opening of the training sector, and against the largest gap between directions.
Figure DrawSupport(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::directional_support

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_FIGURES_H_
