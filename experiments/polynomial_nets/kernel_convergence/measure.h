/// The empirical NTK of many nets at a few pairs of points: means, quantiles of its error, and their slopes in the
/// width.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_MEASURE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::kernel_convergence {

struct Config {
  std::vector<int> degrees = {1, 2, 3, 4, 5, 6};
  int log2_min_width = 6;
  int log2_max_width = 22;
  int draws = 200;
  double delta = 0.05;
};

/// What the nets of one degree and width say of one pair of points of the unit sphere.
struct Estimate {
  int degree;
  std::string pair;  ///< "parallel", "orthogonal", "opposite", "one_radian"
  double angle;
  std::int64_t width;
  double kernel;            ///< of Theorem 1
  double mean, deviation;   ///< of the empirical NTK, over the draws
  double predicted_spread;  ///< what `deviation` estimates: sqrt(V / m), exact
  double excess_kurtosis;   ///< of the empirical NTK, exact; 0 for opposite points, where it is constant
  double standard_error;    ///< of the mean: predicted_spread / sqrt(draws)
  double quantile;          ///< of |error|, at 1 - delta
  double bound;             ///< of Theorem 2; NaN where its width condition does not hold
};

/// The slope of the quantile against the width, over the widths above the fourth-moment ratio.
struct RateFit {
  int degree;
  std::string pair;
  std::size_t widths;
  bool fitted = false;            ///< the widths are so many that the rates -1/2 and -1/4 lie 8 standard errors apart
  double slope = 0, planted = 0;  ///< measured; of planted Gaussian errors at the same widths and draws
  double standard_error = 0;
};

/// The slope of the kernel against the width, in a normalisation over the one with a factor at the readout alone: 0 if
/// it has a limit, -N if it vanishes like m^-N.
struct ScalingSlopes {
  int degree;
  double printed;  ///< the factors of eq. (1)
  double unit;
};

struct Evidence {
  Config config = {};
  std::vector<Estimate> estimates;  ///< by degree, pair and width
  std::vector<RateFit> rates;       ///< of all pairs but the opposite one, whose kernel and error are exactly 0
  std::vector<ScalingSlopes> scalings;
};

/// Throws FlagError for fewer than five widths.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::kernel_convergence

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_MEASURE_H_
