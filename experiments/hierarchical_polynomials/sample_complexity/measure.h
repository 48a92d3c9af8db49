/// What layerwise training makes of h = g(p(x)) with n samples, in d dimensions, half of them for each stage.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_MEASURE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/hierarchical_polynomials/sample_complexity/crossing.h"
#include "experiments/hierarchical_polynomials/sample_complexity/layerwise_run.h"
#include "experiments/hierarchical_polynomials/sample_complexity/one_step.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::sample_complexity {

struct Config {
  std::vector<int> quadratic = {8, 12, 16, 24, 32, 48, 64};  ///< d for k = 2
  std::vector<int> cubic = {8, 12, 16, 20};                  ///< d for k = 3
  int largest = 64;                                          ///< n / d^k = 1, 2, 4, ... up to it
  int runs = 10;                                             ///< of more than kMany features: kFewRuns
  std::string g = "z^3";
  std::string features = "hermite";
  Method method = {};
  int units = 4000;     ///< with random features
  int one_step = 2048;  ///< m / d^2 = 1, 2, 4, ... up to it
};
inline constexpr int kMany = 1000, kFewRuns = 3, kReplicates = 1000;
inline constexpr double kLearnt = 0.9;  ///< correlation

struct Case {
  int k, d;
  int features;  ///< D
  double plateau;
  double slope;  ///< <P_k y, p>
  std::vector<std::vector<Point>> runs;

  /// Median over the runs at the i-th number of samples.
  double MedianOf(double Point::*value, std::size_t i) const;
};

struct StepCase {
  int d;
  std::vector<std::vector<StepPoint>> runs;
};

struct Evidence {
  Config asked = {};
  std::vector<Case> cases = {};
  std::vector<StepCase> steps = {};
  std::vector<Exponent> exponents = {};

  /// The one of that name and k.
  const Exponent& ExponentOf(const std::string& quantity, int k) const;
};

// Names of exponents: of m in d, where ...
inline constexpr const char* kFeatureLearnt = "correlation of u 0.9";
inline constexpr const char* kPlantedLearnt = "correlation of u 0.9, planted";
inline constexpr const char* kHalfPlateau = "error half the plateau";
inline constexpr const char* kHalfPlateauGiven = "error half the plateau, feature given";
inline constexpr const char* kShiftedStep = "correlation 0.9 by one step, (v.x + s)^2";
inline constexpr const char* kCentredStep = "correlation 0.9 by one step, h_2(v.x)";

/// Sets the exponents from cases and steps.
void FitExponents(Evidence& evidence, std::uint64_t seed);

/// Throws FlagError for an odd d.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::sample_complexity

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_MEASURE_H_
