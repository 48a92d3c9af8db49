/// Kernels of multiplicative filter nets beside printed values and finite nets; predictors and trained nets along a
/// ray.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/multiplicative_filters/tails.h"
#include "experiments/shared/doubling_ray.h"
#include "experiments/shared/kernel_formula.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::multiplicative_filters {

struct Config {
  std::vector<int> widths = {8, 64, 512};  ///< of the nets drawn
  int draws = 20000;                       ///< at width 8; in proportion to 1/width, at least 300
  int width = 256;                         ///< of the nets trained
  int steps = 2000;
};

/// A predictor or trained net along a ray from the origin.
struct Curve {
  std::string network;  ///< "relu", "fourier", "gabor", "pnn", "relu_biased", ...
  int degree;           ///< number of filters, degree N
  int width;            ///< 0: infinitely wide
  DoublingRay ray;
  double largest_label;
  double loss;  ///< final over initial; 0 for predictors
};

struct Evidence {
  Config config = {};
  KernelFormula kernel = {};  ///< at the printed inputs x, z; wrong: T without the phase, G^N T for G^{N-1} T
  std::vector<Curve> curves = {};
  std::vector<Tail> tails = {};
};

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::multiplicative_filters

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_MEASURE_H_
