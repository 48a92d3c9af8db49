/// Where a curve over nested numbers of samples crosses a level, and the exponent of that number in d, with a bootstrap
/// interval over the runs [EfrTib1993].
///
/// A curve is the median over runs at each m.  Crossing: between the last m where it is on the wrong side of the level
/// and the next, linearly in log m; none if it is there at the largest m, or nowhere.
/// Exponent: the power law through the crossings (power_law_fit.h), for at least three d.  Each of `replicates`
/// resamplings draws the runs of every d anew, with replacement; the interval is from the 2.5th to the 97.5th
/// percentile of their exponents.  A resampling in which less than three d cross has none; if that is so for more than
/// 1 in 20, neither has the whole.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_CROSSING_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_CROSSING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiments/shared/names.h"

namespace hadamard_ntk::experiments::sample_complexity {

/// The runs of one d: values[run][i] at samples[i], ascending.
struct Curves {
  int d;
  std::vector<double> samples;
  std::vector<std::vector<double>> values;
};

/// `rising`: the wrong side is below the level.
std::optional<double> Crossing(const std::vector<double>& samples, const std::vector<double>& curve, double level,
                               bool rising);

struct Exponent {
  std::string quantity = {};
  int k = 0;
  std::vector<int> d = {};           ///< where it crosses
  std::vector<double> samples = {};  ///< m there
  int tried = 0;                     ///< how many d there were
  bool known = false;
  double value = 0, low = 0, high = 0;
};

/// levels[i] is that of curves[i].
Exponent FitExponent(const std::string& quantity, int k, const std::vector<Curves>& curves,
                     const std::vector<double>& levels, bool rising, int replicates, std::uint64_t seed);

}  // namespace hadamard_ntk::experiments::sample_complexity

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_CROSSING_H_
