/// Many trainings of quadratic and conventional nets of growing depth, and how large their layers are at the start.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/quadratic_nets/trainability/training_run.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::trainability {

struct Config {
  std::vector<int> hidden = {2, 3, 4, 5, 6};  ///< numbers of hidden layers
  std::vector<double> rates = {0.02, 0.1};
  std::string settings = "all";  ///< or "judged": those that a claim looks at
  int seeds = 20;
  int epochs = 30;
  int samples = 2000, tests = 4000;
  int width = 10;
  int kernel_seeds = 3;  ///< of the seeds, how many for kernel regression
  double ridge = 0.1;    ///< over the mean of K(x, x)
  int layers = 8;        ///< of the nets whose start is looked at
};

/// The runs of one setting, depth and rate, by seed.
struct Cell {
  Setting setting = {};
  int hidden = 2;
  double rate = 0;
  std::vector<Outcome> runs = {};

  int failures() const;
};

/// Smallest, lower quartile, median, upper quartile and largest of some numbers; NaN without any.
struct Quartiles {
  int count = 0;
  double least = 0, lower = 0, median = 0, upper = 0, largest = 0;
};
Quartiles QuartilesOf(std::vector<double> values);
/// Of the test errors of the runs that did not fail.
Quartiles SurvivingErrors(const Cell& cell);

/// A predictor that is no trained net; errors by seed.
struct Baseline {
  std::string name;  ///< "logistic", "ntk_conv", "ntk_relinear"
  int hidden = 0;    ///< 0: has no layers
  std::vector<double> errors = {};
};

/// LogScales of all seeds.
struct Start {
  Kind kind = Kind::kRandom;
  std::vector<std::vector<double>> log_scales = {};  ///< [layer][seed]
};
/// "random", "relinear".
std::string NameOf(const Start& start);

struct Evidence {
  Config config = {};
  double bayes_error = 0;
  std::vector<Cell> cells = {};
  std::vector<Baseline> baselines = {};
  std::vector<Start> starts = {};

  /// Null if that was not run.
  const Cell* Find(const std::string& setting, int hidden, double rate) const;
};

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::trainability

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_MEASURE_H_
