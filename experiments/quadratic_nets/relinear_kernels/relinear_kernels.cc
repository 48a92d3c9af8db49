#include "experiments/quadratic_nets/relinear_kernels/relinear_kernels.h"

#include <algorithm>
#include <string>
#include <utility>

#include "experiments/quadratic_nets/paper.h"
#include "experiments/quadratic_nets/relinear_kernels/claims.h"
#include "experiments/quadratic_nets/relinear_kernels/figures.h"
#include "experiments/quadratic_nets/relinear_kernels/measure.h"

namespace hadamard_ntk::experiments {
namespace relinear_kernels {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--hidden", config.hidden, 1, 6, "layers of the nets drawn at the ReLinear start");
  flags.IntegerList("--widths", config.widths, 8, 1024,
                    "widths of the nets drawn; three or more for the limit of two layers or more");
  flags.Integer("--draws", config.draws, kLeastDraws, 1000000, "nets drawn of the least width; fewer of wider ones");
  flags.IntegerList("--d", config.d, 1, 20, "spheres S^d in R^{d+1}");
  flags.Integer("--k_max", config.k_max, 1, 4000, "largest degree k of the eigenvalues written");
}

Table TabulateSpectra(const Evidence& evidence) {
  Table table({{"kernel", Table::kText},
               {"hidden", Table::kInteger},
               {"gate_rate", Table::kReal},
               {"d", Table::kInteger},
               {"k", Table::kInteger},
               {"mu", Table::kReal},
               {"mu_error", Table::kReal}});
  for (const auto& [kernel, spectrum, laws] : evidence.spectra) {
    for (int k = 0; k <= std::min(evidence.asked.k_max, spectrum.k_max()); ++k) {
      table.Append(kernel.Name(), kernel.hidden, kernel.gate_rate, kernel.d, k, spectrum[k].mu, spectrum[k].error);
    }
  }
  return table;
}

Table TabulateLaws(const Evidence& evidence) {
  Table table({{"kernel", Table::kText},
               {"hidden", Table::kInteger},
               {"gate_rate", Table::kReal},
               {"d", Table::kInteger},
               {"power_of_theta", Table::kInteger},
               {"coefficient", Table::kReal},
               {"exponent", Table::kReal},
               {"constant", Table::kReal}});
  for (const auto& [kernel, spectrum, laws] : evidence.spectra) {
    table.Append(kernel.Name(), kernel.hidden, kernel.gate_rate, kernel.d, laws.at_zero.power, laws.at_zero.coefficient,
                 laws.even.exponent, laws.even.constant);
  }
  return table;
}

// use(net, quantity)
template <class Use>
void ForEachDrawn(const Evidence& evidence, const Use& use) {
  for (const auto& [net, drawn] : {std::pair{"relinear", &evidence.relinear},
                                   {"conventional", &evidence.conventional},
                                   {"random", &evidence.random}}) {
    for (const DrawnQuantity& quantity : *drawn) use(std::string(net), quantity);
  }
}

std::string PairName(const DrawnQuantity& quantity) { return quantity.same_input ? "x,x" : "x,z"; }

Table TabulateMeans(const Evidence& evidence) {
  Table table({{"net", Table::kText},
               {"hidden", Table::kInteger},
               {"quantity", Table::kText},
               {"pair", Table::kText},
               {"width", Table::kInteger},
               {"draws", Table::kInteger},
               {"mean", Table::kReal},
               {"error", Table::kReal},
               {"closed_form", Table::kReal}});
  ForEachDrawn(evidence, [&](const std::string& net, const DrawnQuantity& q) {
    for (const MeanOfWidth& at : q.means) {
      table.Append(net, q.hidden, q.name, PairName(q), at.width, at.draws, at.mean.mean, at.mean.error, q.limit);
    }
  });
  return table;
}

Table TabulateLimits(const Evidence& evidence) {
  Table table({{"net", Table::kText},
               {"hidden", Table::kInteger},
               {"quantity", Table::kText},
               {"pair", Table::kText},
               {"limit", Table::kReal},
               {"limit_error", Table::kReal},
               {"closed_form", Table::kReal},
               {"over_width", Table::kReal},
               {"over_width_error", Table::kReal},
               {"over_square", Table::kReal},
               {"over_square_error", Table::kReal},
               {"chi_square", Table::kReal},
               {"degrees_of_freedom", Table::kInteger}});
  ForEachDrawn(evidence, [&](const std::string& net, const DrawnQuantity& q) {
    if (!q.fit) return;
    const auto& [limit, first, second] = q.fit->terms;
    table.Append(net, q.hidden, q.name, PairName(q), limit.mean, limit.error, q.limit, first.mean, first.error,
                 second.mean, second.error, q.fit->chi_square, q.fit->surplus);
  });
  return table;
}

}  // namespace
}  // namespace relinear_kernels

Experiment RelinearKernels() {
  using namespace relinear_kernels;
  return Define<Config, Evidence>(
      {.name = "relinear_kernels",
       .summary =
           "Which NTKs have quadratic nets, at the ReLinear start and at random weights, and how do their spectra fall? "
           "Claims of ours.",
       .paper = QuadraticNets(),
       .quick = {.hidden = {1, 2, 3}, .widths = {16, 32, 64, 128}, .draws = 4000, .d = {2}},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"relinear_kernels", TabulateSpectra},
                  {"relinear_kernels_laws", TabulateLaws},
                  {"relinear_kernels_drawn", TabulateMeans},
                  {"relinear_kernels_limits", TabulateLimits}},
       .figures = {{"relinear_kernels", DrawSpectra}, {"relinear_kernels_drawn", DrawMeans}}});
}

}  // namespace hadamard_ntk::experiments
