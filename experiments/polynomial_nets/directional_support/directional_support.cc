#include "experiments/polynomial_nets/directional_support/directional_support.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/directional_support/claims.h"
#include "experiments/polynomial_nets/directional_support/figures.h"
#include "experiments/polynomial_nets/directional_support/measure.h"
#include "experiments/polynomial_nets/directional_support/spread.h"
#include "experiments/polynomial_nets/paper.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace directional_support {
namespace {

void AddFlags(Flags& flags, Config& config) {
  Training& t = config.training;
  flags.Integer("--seeds", config.seeds, 1, 100, "seeds of nets and training sets");
  flags.Integer("--opening_step", config.opening_step, 5, 270,
                "degrees between the openings of training sectors, 90 to 360, of kernel predictors");
  flags.Integer("--finite_opening_step", config.finite_opening_step, 5, 270, "and of trained ReLU PNNs");
  flags.Integer("--kernel_samples", config.kernel_samples, 8, 2000, "training samples of the kernel predictors");
  flags.Integer("--directions", config.directions, 64, 2048, "random directions: 8, 16, 32, ... up to this");
  flags.Integer("--map_cells", config.map_cells, 5, 301, "cells along a side of the error maps");
  flags.Integer("--samples", t.samples, 64, 1000000, "training samples of the trained nets; the paper's: 2000");
  flags.Integer("--width", t.width, 1, 65536, "width of the trained nets");
  flags.Integer("--epochs", t.epochs, 1, 100000, "epochs of the product nets; [choice] 500");
  flags.Integer("--fc_epochs", t.fc_epochs, 1, 100000, "epochs of the fully-connected nets; [choice] 500");
}

Table CaseTable(const std::vector<Case>& cases) {
  Table table({{"network", Table::kText},
               {"width", Table::kInteger},
               {"opening", Table::kReal},
               {"samples", Table::kInteger},
               {"seed", Table::kInteger},
               {"largest_gap", Table::kReal},
               {"inside", Table::kReal},
               {"outside", Table::kReal},
               {"outside_in_sector", Table::kReal},
               {"largest", Table::kReal},
               {"scaling", Table::kReal}});
  for (const Case& c : cases) {
    table.Append(c.network, c.width, c.opening, c.samples, c.seed, c.gap, c.errors.inside, c.errors.outside,
                 c.errors.seen, c.errors.largest, c.errors.scaling);
  }
  return table;
}

Table TabulateSectors(const Evidence& evidence) { return CaseTable(evidence.sectors); }
Table TabulateDirections(const Evidence& evidence) { return CaseTable(evidence.directions); }

Table TabulateMaps(const Evidence& evidence) {
  Table table({{"network", Table::kText},
               {"width", Table::kInteger},
               {"opening", Table::kReal},
               {"x1", Table::kReal},
               {"x2", Table::kReal},
               {"error", Table::kReal}});
  for (const ErrorMap& map : evidence.maps) {
    const std::size_t n = map.axis.size();
    for (std::size_t i = 0; i < map.values.size(); ++i) {
      if (std::isnan(map.values[i])) continue;
      table.Append(map.network, map.width, map.opening, map.axis[i % n], map.axis[i / n], map.values[i]);
    }
  }
  return table;
}

std::string Summarize(const Evidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"network"},
                                           {"opening", Align::kRight},
                                           {"training disk", Align::kRight},
                                           {"beyond", Align::kRight},
                                           {"beyond, in the sector", Align::kRight}};
  const std::vector<std::pair<std::string, std::string>> networks = {
      {"pnn", "ReLU PNN"}, {"pnn_raw", "PNN, no ReLU"}, {"fc", "FC"}};
  std::vector<std::vector<std::string>> rows;
  for (const auto& [network, name] : networks) {
    for (const bool finite : {true, false}) {
      for (const double opening : {90.0, 180.0, 270.0, 360.0}) {
        const auto cases = evidence.Of(network, finite, opening);
        if (cases.empty()) continue;
        rows.push_back({name + (finite ? "" : ", kernel"), RoundedReal(opening, 3),
                        DescribeErrors(cases, &Errors::inside), DescribeErrors(cases, &Errors::outside),
                        DescribeErrors(cases, &Errors::seen)});
      }
    }
  }
  return "RMS error over the target's RMS, median (range) over seeds. Trained nets: " +
         std::to_string(evidence.training.samples) + " points,\n" + std::to_string(evidence.training.epochs) +
         " epochs (FC " + std::to_string(evidence.training.fc_epochs) +
         "; --fc_epochs 500 for as many), Adam at 1e-3:\n" + TextTable(columns, rows);
}

}  // namespace
}  // namespace directional_support

Experiment DirectionalSupport() {
  using namespace directional_support;
  return Define<Config, Evidence>(
      {.name = "directional_support",
       .summary = "Which training directions does a net of degree 2 need to continue |x|^2 beyond the training disk? "
                  "Figure 2, with trained nets and exact kernel predictors, and the error against the directions "
                  "covered.",
       .paper = PolynomialNets(),
       .quick = {.seeds = 2,
                 .opening_step = 90,
                 .finite_opening_step = 270,
                 .kernel_samples = 100,
                 .directions = 256,
                 .map_cells = 41,
                 .training = {.epochs = 100, .fc_epochs = 20}},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"directional_support", TabulateSectors},
                  {"directional_support_directions", TabulateDirections},
                  {"directional_support_maps", TabulateMaps}},
       .figures = {{"directional_support_maps", DrawMaps}, {"directional_support", DrawSupport}},
       .text = Summarize});
}

}  // namespace hadamard_ntk::experiments
