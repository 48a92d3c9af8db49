#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_CLAIMS_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/quadratic_recovery/measure.h"
#include "experiments/shared/names.h"
#include "experiments/shared/power_law_fit.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments {

/// The error of the degree-2 net trained at n directions on the unit sphere of R^d.
struct DirectionError {
  int d, n;
  std::string target;
  double error;      ///< largest |f - target| on the sphere over max |target|
  double tolerance;  ///< conditioned bound on its rounding
  double predicted;  ///< CircleLaw over max |target|; NaN for d = 3
  double wrong_law;  ///< the law of degree 3
};

/// What the claims of quadratic_recovery are judged by.
struct QuadraticEvidence {
  std::vector<Recovery> recoveries;
  std::vector<Recovery> planted;  ///< the true neighbours with one label wrong by kPlantedError
  std::vector<Recovery> in_span;  ///< the net of degree 2, given targets that it can represent (SpanTarget)
  double at_45 = 0, at_22 = 0;    ///< f on the unit circle for d = 2, beta = I, trained at the signed basis
  std::vector<DirectionError> directions;
  static constexpr double kPlantedError = 1e-6;
};

/// Exponent of the error in n over the upper half (in log n) of its values.
PowerLawFit FitDirections(const std::vector<DirectionError>& directions, int d, const std::string& target);

Claim DeclareTheorem6();
Claim DeclareTheorem6Raw();
Claim DeclareAllDirections();

Claim JudgeTheorem6(const QuadraticEvidence& evidence);
Claim JudgeTheorem6Raw(const QuadraticEvidence& evidence);
Claim JudgeAllDirections(const QuadraticEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_CLAIMS_H_
