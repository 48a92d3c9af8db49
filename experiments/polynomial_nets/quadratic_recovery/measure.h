/// What the exact predictors make of x^T beta x: on the training sets of Theorem 6 and its true neighbours, along the
/// unit circle, and at growing numbers of directions.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/quadratic_recovery/recovery.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::quadratic_recovery {

struct Config {
  std::vector<int> d = {1, 2, 3, 4, 5};
  int test_points = 2000;
  int circle_directions = 512;
  int sphere_directions = 768;
};

/// The error of the degree-2 net trained at n directions on the unit sphere of R^d.
struct DirectionError {
  int d, n;
  std::string target;
  double error;      ///< largest |f - target| on the sphere over max |target|
  double tolerance;  ///< conditioned bound on its rounding
  double predicted;  ///< CircleLaw over max |target|; NaN for d = 3
  double wrong_law;  ///< the law of degree 3
};

/// A target and three predictors of it at one point of the unit circle.
struct ProfilePoint {
  std::string target;
  double angle_degrees, truth;
  double pnn_basis, pnn_8, pnn_raw_basis;  ///< trained at the signed basis, at 8 even directions, without activation
};

struct Evidence {
  std::vector<Recovery> recoveries;
  std::vector<Recovery> planted;  ///< the true neighbours with one label wrong by 1e-6
  std::vector<Recovery> in_span;  ///< the net of degree 2, given targets that it can represent (SpanTarget)
  double at_45 = 0, at_22 = 0;    ///< f on the unit circle for d = 2, beta = I, trained at the signed basis
  std::vector<DirectionError> directions;
  std::vector<ProfilePoint> profile;
};

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::quadratic_recovery

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_MEASURE_H_
