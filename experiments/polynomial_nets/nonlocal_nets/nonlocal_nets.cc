#include "experiments/polynomial_nets/nonlocal_nets/nonlocal_nets.h"

#include "experiments/polynomial_nets/nonlocal_nets/claims.h"
#include "experiments/polynomial_nets/nonlocal_nets/figures.h"
#include "experiments/polynomial_nets/nonlocal_nets/measure.h"
#include "experiments/polynomial_nets/paper.h"

namespace hadamard_ntk::experiments {
namespace nonlocal_nets {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--widths", config.widths, 4, 1024, "widths of the nets drawn");
  flags.Integer("--draws", config.draws, 10000, 1000000, "nets drawn at width 8; fewer of wider ones");
  flags.Integer("--width", config.width, 16, 4096, "width of the nets trained");
  flags.Integer("--steps", config.steps, 1, 1000000, "steps of gradient descent");
  flags.Integer("--sets", config.sets, 20, 1000, "sets to train on in the regression on sets");
}

Table TabulateCurves(const Evidence& evidence) {
  Table table({{"network", Table::kText},
               {"width", Table::kInteger},
               {"set", Table::kInteger},
               {"t", Table::kReal},
               {"f", Table::kReal},
               {"final_over_initial_loss", Table::kReal}});
  for (const Curve& c : evidence.curves) {
    for (std::size_t i = 0; i < c.ray.t.size(); ++i) {
      table.Append(c.network, c.width, c.set, c.ray.t[i], c.ray.f[i], c.loss);
    }
  }
  return table;
}

Table TabulateMeans(const Evidence& evidence) {
  Table table({{"activations", Table::kText},
               {"width", Table::kInteger},
               {"draws", Table::kInteger},
               {"ntk", Table::kReal},
               {"ntk_error", Table::kReal},
               {"ntk_kernel", Table::kReal}});
  for (const DrawnNets& nets : evidence.kernel.drawn) {
    table.Append(nets.net, nets.width, nets.draws, nets.ntk.drawn.mean, nets.ntk.drawn.error, nets.ntk.kernel);
  }
  return table;
}

Table TabulateTask(const Evidence& evidence) {
  Table table({{"network", Table::kText},
               {"width", Table::kInteger},
               {"net", Table::kInteger},
               {"steps", Table::kInteger},
               {"radius", Table::kReal},
               {"relative_error", Table::kReal},
               {"final_over_initial_loss", Table::kReal}});
  for (const SetRegressionError& e : evidence.task) {
    table.Append(e.network, e.width, e.net, e.steps, e.radius, e.error, e.loss);
  }
  return table;
}

}  // namespace
}  // namespace nonlocal_nets

Experiment NonlocalNets() {
  using namespace nonlocal_nets;
  return Define<Config, Evidence>(
      {.name = "nonlocal_nets",
       .summary = "Have non-local nets with Hadamard products an NTK in closed form (App. G), and do they extrapolate "
                  "cubically?",
       .paper = PolynomialNets(),
       .quick = {.widths = {8, 64}, .draws = 20000, .width = 64, .steps = 200, .sets = 60},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"nonlocal_nets", TabulateCurves},
                  {"nonlocal_nets_means", TabulateMeans},
                  {"nonlocal_nets_task", TabulateTask}},
       .figures = {{"nonlocal_nets_task", DrawTask}}});
}

}  // namespace hadamard_ntk::experiments
