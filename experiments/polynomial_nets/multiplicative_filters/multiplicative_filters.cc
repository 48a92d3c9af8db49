#include "experiments/polynomial_nets/multiplicative_filters/multiplicative_filters.h"

#include "experiments/polynomial_nets/multiplicative_filters/claims.h"
#include "experiments/polynomial_nets/multiplicative_filters/figures.h"
#include "experiments/polynomial_nets/multiplicative_filters/measure.h"
#include "experiments/polynomial_nets/paper.h"

namespace hadamard_ntk::experiments {
namespace multiplicative_filters {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--widths", config.widths, 4, 1024, "widths of the nets drawn");
  flags.Integer("--draws", config.draws, 2000, 1000000, "nets drawn at width 8; fewer of wider ones");
  flags.Integer("--width", config.width, 16, 2048, "width of the nets trained");
  flags.Integer("--steps", config.steps, 1, 1000000, "steps of gradient descent");
}

Table TabulateCurves(const Evidence& evidence) {
  Table table({{"network", Table::kText},
               {"degree", Table::kInteger},
               {"width", Table::kInteger},
               {"t", Table::kReal},
               {"f", Table::kReal},
               {"final_over_initial_loss", Table::kReal}});
  for (const Curve& c : evidence.curves) {
    for (std::size_t i = 0; i < c.t.size(); ++i) table.Append(c.network, c.degree, c.width, c.t[i], c.f[i], c.loss);
  }
  return table;
}

Table TabulateMeans(const Evidence& evidence) {
  Table table({{"filter", Table::kText},
               {"filters", Table::kInteger},
               {"width", Table::kInteger},
               {"draws", Table::kInteger},
               {"nngp", Table::kReal},
               {"nngp_error", Table::kReal},
               {"nngp_kernel", Table::kReal},
               {"ntk", Table::kReal},
               {"ntk_error", Table::kReal},
               {"ntk_kernel", Table::kReal}});
  for (const Mean& m : evidence.means) {
    table.Append(m.filter, m.filters, m.width, m.draws, m.nngp, m.nngp_error, m.nngp_kernel, m.ntk, m.ntk_error,
                 m.ntk_kernel);
  }
  return table;
}

}  // namespace
}  // namespace multiplicative_filters

Experiment MultiplicativeFilters() {
  using namespace multiplicative_filters;
  return Define<Config, Evidence>(
      {.name = "multiplicative_filters",
       .summary =
           "Have multiplicative filter nets an NTK in closed form (App. F), and do they extrapolate as polynomial nets "
           "do?",
       .paper = PolynomialNets(),
       .quick = {.widths = {8, 64}, .draws = 4000, .width = 64, .steps = 200},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"multiplicative_filters", TabulateCurves}, {"multiplicative_filters_means", TabulateMeans}},
       .figures = {{"multiplicative_filters", DrawRays}}});
}

}  // namespace hadamard_ntk::experiments
