#include "experiments/polynomial_nets/learning_curves/learning_curves.h"

#include "experiments/polynomial_nets/learning_curves/claims.h"
#include "experiments/polynomial_nets/learning_curves/figures.h"
#include "experiments/polynomial_nets/learning_curves/measure.h"
#include "experiments/polynomial_nets/paper.h"

namespace hadamard_ntk::experiments {
namespace learning_curves {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.Integer("--d", config.d, 2, 60, "inputs on S^d");
  flags.IntegerList("--degrees", config.degrees, 1, 20, "degrees N of PNN; N = 1 has no product");
  flags.IntegerList("--depths", config.depths, 3, 8, "depths of FC");
  flags.IntegerList("--targets", config.targets, 1, 8, "degrees k of the targets");
  flags.IntegerList("--n", config.n, 2, 20000, "numbers of samples, increasing");
  flags.Integer("--draws", config.draws, 2, 1000, "draws of samples and noise");
  flags.Integer("--tests", config.tests, 10, 100000, "test points of a draw");
  flags.Real("--noise", config.noise, 0, 100, "variance of the labels' noise");
  flags.Real("--ridge", config.ridge, 1e-6, 100, "relative to K(x, x)");
}

// One row per n, network and target.
Table Tabulate(const Evidence& evidence) {
  Table table({{"network", Table::kText},
               {"parameter", Table::kInteger},
               {"target_degree", Table::kInteger},
               {"n", Table::kInteger},
               {"predicted", Table::kReal},
               {"measured", Table::kReal},
               {"standard_error", Table::kReal},
               {"predicted_at_best_ridge", Table::kReal}});
  for (const Row& row : evidence.rows) {
    table.Append(row.network, row.parameter, row.target, row.n, row.predicted, row.measured, row.error,
                 row.least_predicted);
  }
  return table;
}

}  // namespace
}  // namespace learning_curves

Experiment LearningCurves() {
  using namespace learning_curves;
  return Define<Config, Evidence>(
      {.name = "learning_curves",
       .summary = "Does a Hadamard product lower the test error, for which target degree, at which n? Exact kernel "
                  "regression beside the curve that the spectrum predicts.",
       .paper = PolynomialNets(),
       .quick =
           {.degrees = {1, 2, 3}, .depths = {3}, .targets = {1, 3}, .n = {30, 100, 300}, .draws = 10, .tests = 1000},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"learning_curves", Tabulate}},
       .figures = {{"learning_curves", DrawCurves}}});
}

}  // namespace hadamard_ntk::experiments
