#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_FIGURES_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/directional_support/claims.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments {

/// f - |x|^2 on a grid over the test disk; NaN outside.
struct ErrorMap {
  std::string network;
  int width = 0;
  double opening = 360;
  std::vector<double> axis;    ///< cell centres, of both coordinates
  std::vector<double> values;  ///< as in HeatMap
};
ErrorMap MapErrors(const PlaneNet& net, int cells);

/// Figure 2's three panels for trained nets, and the same for kernel predictors beneath.
Figure DrawMaps(const std::vector<ErrorMap>& maps, const DirectionalEvidence& evidence);
/// Errors against the opening of the training sector, and against the largest gap between directions.
Figure DrawSupport(const DirectionalEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_FIGURES_H_
