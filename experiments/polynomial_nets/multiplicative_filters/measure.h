/// Kernels of multiplicative filter nets beside printed values and finite nets; predictors and trained nets along a
/// ray.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::multiplicative_filters {

struct Config {
  std::vector<int> widths = {8, 64, 512};  ///< of the nets drawn
  int draws = 20000;                       ///< at width 8; in proportion to 1/width, at least 300
  int width = 256;                         ///< of the nets trained
  int steps = 2000;
};

/// NTK at the printed inputs x, z.
struct PrintedValue {
  std::string kernel;
  int filters;
  double printed, found;
  double without_phase, wrong_power;  ///< G^N T for G^{N-1} T; as `found` where they say the same
};

/// The mean over finite nets drawn, and its standard error, beside the kernel.
struct Mean {
  std::string filter;
  int filters, width, draws;
  double nngp, nngp_error, nngp_kernel;
  double ntk, ntk_error, ntk_kernel;
  double without_phase, wrong_power;
};

/// A predictor or trained net along a ray from the origin.
struct Curve {
  std::string network;  ///< "relu", "fourier", "gabor", "pnn"
  int degree;           ///< number of filters, degree N
  int width;            ///< 0: infinitely wide
  std::vector<double> t, f;
  std::vector<double> rounding;  ///< bound on that of f; of finite nets 0
  double largest_label;
  double loss;  ///< final over initial; 0 for predictors
};

struct Evidence {
  Config config = {};
  std::vector<PrintedValue> printed = {};
  std::vector<Mean> means = {};
  std::vector<Curve> curves = {};
};

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::multiplicative_filters

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_MEASURE_H_
