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
    for (std::size_t i = 0; i < c.ray.t.size(); ++i) {
      table.Append(c.network, c.degree, c.width, c.ray.t[i], c.ray.f[i], c.loss);
    }
  }
  return table;
}

Table TabulateTails(const Evidence& evidence) {
  Table table({{"network", Table::kText},
               {"filters", Table::kInteger},
               {"quantity", Table::kText},
               {"expected", Table::kReal},
               {"found", Table::kReal}});
  for (const Tail& tail : evidence.tails) {
    table.Append(tail.network, tail.filters, tail.quantity, tail.expected, tail.found);
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
  for (const DrawnNets& nets : evidence.kernel.drawn) {
    table.Append(nets.net, nets.degree, nets.width, nets.draws, nets.nngp->drawn.mean, nets.nngp->drawn.error,
                 nets.nngp->kernel, nets.ntk.drawn.mean, nets.ntk.drawn.error, nets.ntk.kernel);
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
       .tables = {{"multiplicative_filters", TabulateCurves},
                  {"multiplicative_filters_means", TabulateMeans},
                  {"multiplicative_filters_tails", TabulateTails}},
       .figures = {{"multiplicative_filters", DrawRays}}});
}

}  // namespace hadamard_ntk::experiments
