#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_CLAIMS_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/directional_support/measure.h"
#include "experiments/shared/names.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments {

struct PlaneCase {
  std::string network;
  int width = 0;
  double opening = 360;
  int samples = 0, seed = 0;
  double gap = 0;  ///< LargestGap of the training points, in degrees
  PlaneErrors errors = {};
};

struct DirectionalEvidence {
  std::vector<PlaneCase> sectors;  ///< training points in sectors
  PlaneTraining training = {};
  std::vector<PlaneCase> directions = {};  ///< the ReLU PNN's kernel predictor at n random points of the disk

  std::vector<PlaneCase> Of(const std::string& network, bool finite, double opening) const;
};

/// "0.66 (0.65 to 0.67)": median and range of one of the errors.
std::string DescribeErrors(const std::vector<PlaneCase>& cases, double PlaneErrors::*error);

/// RMS error over the target's on the annulus, of c |x| with the c of least squares on the training disk: 0.42.
double ConeError();

Claim DeclareFigure2All();
Claim DeclareFigure2Quadrant();
Claim DeclareFigure2Linear();
Claim DeclareFigure2Exact();

Claim JudgeFigure2All(const DirectionalEvidence& evidence);
Claim JudgeFigure2Quadrant(const DirectionalEvidence& evidence);
Claim JudgeFigure2Linear(const DirectionalEvidence& evidence);
Claim JudgeFigure2Exact(const DirectionalEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_CLAIMS_H_
