/// Which degree N is faster? What the claims compare, and orders planted to see whether they would be found.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_COMPARISON_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_COMPARISON_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/harmonics_learning/measure.h"

namespace hadamard_ntk::experiments::harmonics_learning {

/// "1, 3"; "none".
std::string List(const std::vector<int>& numbers);

/// Is half of every harmonic left earlier, on every data set, for each next one of `order`?  Harmonics of which this
/// holds in every case are listed.
struct Comparison {
  int cases = 0, faster = 0, slower = 0;
  std::vector<int> faster_at, slower_at;

  bool AllFaster() const { return cases > 0 && faster == cases; }
  bool AllSlower() const { return cases > 0 && slower == cases; }
};

/// Geometric mean over the runs; infinite if one is.
double MeanTime(const std::vector<const WideRun*>& runs, const std::function<double(const WideRun&)>& time);

enum class Quantity { kOnSamples, kOffSamples, kNoise };
Comparison Compare(const Evidence& evidence, const std::string& network, const std::vector<int>& order, Rate rate,
                   Quantity quantity);

/// By which factor half of a harmonic is left earlier for the last degree N than for the first: geometric mean over the
/// data sets, and the deviation of its logarithm between them.
struct SpeedUp {
  double factor = 1, spread = 0;
};
SpeedUp SpeedUpOf(const Evidence& evidence, const std::string& network, Rate rate, std::size_t harmonic);

/// Whether, at every k, the 95% confidence interval of that factor over the data sets lies below factor^(degrees - 1).
bool ExcludesSpeedUp(const Evidence& evidence, const std::string& network, Rate rate, double factor);

/// Finite nets of the largest width, each degree against the next one, at the steps at which they were measured.
struct FiniteOrder {
  int faster = 0, slower = 0, undecided = 0, width = 0;
};
FiniteOrder CompareFinite(const Evidence& evidence, Rate rate);

/// The same runs of infinite width with the order of the degrees reversed on every other data set: of any order that
/// was there, none is left.
Evidence WithDegreesExchanged(const Evidence& evidence);

/// The same runs with an order planted in them: on the samples each degree of `network` halves `factor` times earlier
/// than the one before, at both rates.  Infinite width: the mean (of the logarithm) is that of the first degree, moved;
/// the scatter between data sets stays each degree's own.  Finite nets, of whatever network: the curve of another net
/// of the first degree, read at later steps.
Evidence WithOrder(const Evidence& evidence, const std::string& network, double factor);

}  // namespace hadamard_ntk::experiments::harmonics_learning

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_COMPARISON_H_
