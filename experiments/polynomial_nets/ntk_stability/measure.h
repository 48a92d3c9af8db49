/// Nets of several widths trained in the lazy regime, and some too fast.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_MEASURE_H_

#include <vector>

#include "experiments/polynomial_nets/ntk_stability/lazy_training.h"
#include "experiments/polynomial_nets/ntk_stability/width_fits.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::ntk_stability {

struct Config {
  std::vector<int> degrees = {2, 3};
  int log2_min_width = 7;
  int log2_max_width = 13;
  int draws = 6;
  int samples = 16;
  int inputs = 8;
  double rate = 0.5;
  double loss_factor = 1e-6;
};

/// Rates over the largest stable one at which the loss must rise at some step, and run away.
inline constexpr double kRisingRate = 2, kDivergingRate = 4;

/// A net trained above the largest stable rate.
struct FastNet {
  int degree, width, draw;
  FastRun run;
};

struct Evidence {
  std::vector<LazyRun> runs;
  std::vector<FastNet> fast;  ///< of ReLU nets, at kRisingRate and kDivergingRate
  std::vector<WidthFit> fits;
};

/// Throws FlagError for fewer than three widths or a problem whose loss does not fall far enough, and as TrainLazily.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::ntk_stability

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NTK_STABILITY_MEASURE_H_
