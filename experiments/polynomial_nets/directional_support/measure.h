/// How far nets are from |x|^2 beyond the training points, by the sector or the number of directions that these cover.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/directional_support/nets.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::directional_support {

struct Config {
  int seeds = 5;
  int opening_step = 30;
  int finite_opening_step = 90;
  int kernel_samples = 200;
  int directions = 512;
  int map_cells = 101;
  Training training = {.fc_epochs = 50};
};

/// One net on one training set.
struct Case {
  std::string network;
  int width = 0;
  double opening = 360;
  int samples = 0, seed = 0;
  double gap = 0;  ///< LargestGap of the training points, in degrees
  Errors errors = {};
};

/// f - |x|^2 on a grid over the test disk; NaN outside.
struct ErrorMap {
  std::string network;
  int width = 0;
  double opening = 360;
  std::vector<double> axis;    ///< cell centres, of both coordinates
  std::vector<double> values;  ///< as in HeatMap
};

/// Errors of the planted functions of nets.h, and of |x|^2 itself.
struct Planted {
  Errors success = {}, failure = {}, cone = {}, exact = {};
};

struct Evidence {
  std::vector<Case> sectors;  ///< training points in sectors
  Training training = {};
  std::vector<Case> directions = {};  ///< the ReLU PNN's kernel predictor at n random points of the disk
  std::vector<ErrorMap> maps = {};    ///< of the first seed, for all directions and one quadrant
  Planted planted = {};

  std::vector<Case> Of(const std::string& network, bool finite, double opening) const;
};

/// Throws linalg::Diverged if a net diverges.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::directional_support

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_MEASURE_H_
