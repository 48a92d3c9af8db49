/// Kernels of non-local nets beside printed values and finite nets; predictors and trained nets on scaled sets;
/// regression on sets.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/nonlocal_nets/set_regression.h"
#include "experiments/shared/doubling_ray.h"
#include "experiments/shared/kernel_formula.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::nonlocal_nets {

struct Config {
  std::vector<int> widths = {8, 64, 512};  ///< of the nets drawn
  int draws = 40000;                       ///< at width 8; in proportion to 1/width, at least 1000
  int width = 512;                         ///< of the nets trained
  int steps = 2000;
  int sets = 150;  ///< to train on in the regression on sets
};

/// f at the first position of t X.
struct Curve {
  std::string network;  ///< activations, or "biased"
  int width;            ///< 0: infinitely wide
  int set;              ///< which X
  DoublingRay ray;
  double loss;  ///< final over initial; 0 for predictors
};

struct Evidence {
  Config config = {};
  KernelFormula kernel = {};  ///< finite nets at the first positions; wrong: independent positions, kappa_1 -> 1
  std::vector<Curve> curves = {};
  double recovery = 1;       ///< largest error of a recovered cubic, over its rounding bound
  double relu_recovery = 0;  ///< the same of a net of ReLU factors: a control
  std::vector<SetRegressionError> task = {};
};

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::nonlocal_nets

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_MEASURE_H_
