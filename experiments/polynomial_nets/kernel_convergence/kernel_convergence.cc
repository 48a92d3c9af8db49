#include "experiments/polynomial_nets/kernel_convergence/kernel_convergence.h"

#include "experiments/polynomial_nets/kernel_convergence/claims.h"
#include "experiments/polynomial_nets/kernel_convergence/figures.h"
#include "experiments/polynomial_nets/kernel_convergence/measure.h"
#include "experiments/polynomial_nets/paper.h"

namespace hadamard_ntk::experiments {
namespace kernel_convergence {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--degrees", config.degrees, 1, 10, "degrees N of polynomial nets");
  flags.Integer("--log2_min_width", config.log2_min_width, 4, 24, "smallest width, as a power of two");
  flags.Integer("--log2_max_width", config.log2_max_width, 8, 27, "largest width, as a power of two; 22 takes an hour");
  flags.Integer("--draws", config.draws, 20, 1000000, "independent networks of each degree");
  flags.Real("--delta", config.delta, 1e-6, 0.5, "Theorem 2 speaks of probability 1 - delta");
}

Table Tabulate(const Evidence& evidence) {
  Table table({{"degree", Table::kInteger},
               {"pair", Table::kText},
               {"width", Table::kInteger},
               {"draws", Table::kInteger},
               {"kernel", Table::kReal},
               {"mean", Table::kReal},
               {"standard_error", Table::kReal},
               {"spread", Table::kReal},
               {"predicted_spread", Table::kReal},
               {"quantile", Table::kReal},
               {"bound", Table::kRealOrMissing}});
  for (const Estimate& e : evidence.estimates) {
    table.Append(e.degree, e.pair, e.width, evidence.config.draws, e.kernel, e.mean, e.standard_error, e.deviation,
                 e.predicted_spread, e.quantile, e.bound);
  }
  return table;
}

}  // namespace
}  // namespace kernel_convergence

Experiment KernelConvergence() {
  using namespace kernel_convergence;
  return Define<Config, Evidence>({.name = "kernel_convergence",
                                   .summary =
                                       "Does the empirical NTK of finite polynomial nets scatter around the kernel of "
                                       "Theorem 1, and approach it at the rate of Theorem 2?",
                                   .paper = PolynomialNets(),
                                   .quick = {.degrees = {1, 2}, .log2_max_width = 13, .draws = 1000},
                                   .flags = AddFlags,
                                   .measure = Measure,
                                   .checks = Checks(),
                                   .tables = {{"kernel_convergence", Tabulate}},
                                   .figures = {{"kernel_convergence", DrawErrors}}});
}

}  // namespace hadamard_ntk::experiments
