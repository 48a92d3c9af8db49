/// Settings against one another, seed by seed.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_COMPARISON_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_COMPARISON_H_

#include <string>
#include <vector>

#include "experiments/quadratic_nets/trainability/measure.h"
#include "experiments/shared/count.h"
#include "experiments/shared/paired_test.h"

namespace hadamard_ntk::experiments::trainability {

inline constexpr double kLevel = 0.01;  ///< below which a p-value counts
inline constexpr int kDeepest = 6;
inline constexpr double kCollapseRate = 0.02;
inline constexpr int kJudgedDepths[] = {4, 6};
inline constexpr int kSeeds = 20;  ///< without a failure, to be called stable

/// Seeds for which one of two cells fails and the other does not.
struct FailureTest {
  int more = 0, less = 0;  ///< a fails alone, b fails alone
  double p = 1;            ///< SignTest

  bool significant() const { return p < kLevel; }
};
FailureTest CompareFailures(const Cell& a, const Cell& b);

/// Of the test errors of a minus those of b; 1/2 where the output is not finite.
PairedTest CompareErrors(const Cell& a, const Cell& b);

/// One gamma at one rate, with 4 and with 6 hidden layers.
struct StrategyTest {
  struct Depth {
    int hidden = 0, failures = 0;
    double p_better = 1;             ///< of errors against conv_params
    double p_better_than_width = 1;  ///< against conv
  };
  std::string setting;
  double rate = 0;
  std::vector<Depth> depths = {};
  // Corrected by Holm for all gammas and rates.
  double p_better = 1;   ///< the larger of both depths'
  double p_stabler = 1;  ///< of failures against random, with 6 hidden layers

  int failures() const;
  bool better() const { return failures() == 0 && p_better < kLevel; }
  bool stabler() const { return failures() == 0 && p_stabler < kLevel; }
};

/// sg_1e-2 and sg_1e-1 at the rates where all was run that a test needs.
std::vector<StrategyTest> TestStrategies(const Evidence& evidence);
bool AnyBetter(const std::vector<StrategyTest>& tests);
bool AnyStabler(const std::vector<StrategyTest>& tests);

/// Whether all runs of sg_0 end with the error and the loss of conv; there are some.
bool ZeroIsConventional(const Evidence& evidence);
/// sg_0 in the place of the strategies, against conv.
Evidence WithoutStrategy(const Evidence& evidence);
/// In the place of the strategies, half the errors of conv_params, each at the next seed.
Evidence WithPlantedStrategy(const Evidence& evidence);

/// Depths and rates at which runs of sg_1 survive, and at how many their median error is below those of the other
/// strategies that do.
Count GammaOneIsBest(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::trainability

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_COMPARISON_H_
