#include "experiments/barron_pdes/two_layer/two_layer.h"

#include <string>
#include <vector>

#include "experiments/barron_pdes/paper.h"
#include "experiments/barron_pdes/two_layer/claims.h"
#include "experiments/barron_pdes/two_layer/figures.h"
#include "experiments/barron_pdes/two_layer/measure.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace two_layer {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--d", config.d, 2, 100, "dimensions");
  flags.Integer("--units", config.units, 4, 1 << 20, "cosine units, at most");
  flags.Integer("--draws", config.draws, 2, 1000000, "nets of each size");
  flags.Integer("--terms", config.terms, 2, 100000, "cosines of the random sums");
  flags.Integer("--relu_units", config.relu_units, 1, 4096, "ReLU units, at most");
  flags.Integer("--relu_draws", config.relu_draws, 2, 1000000, "nets of ReLU units of each size");
  flags.Integer("--points", config.points, 100, 1000000, "that ReLU units are fitted on, and tested on");
}

Table Tabulate(const Evidence& evidence) {
  Table table({{"target", Table::kText},
               {"d", Table::kInteger},
               {"method", Table::kText},
               {"k", Table::kInteger},
               {"error", Table::kReal},
               {"standard_error", Table::kRealOrMissing},
               {"expected", Table::kRealOrMissing},
               {"bound", Table::kRealOrMissing}});
  for (const Row& row : evidence.rows) {
    table.Append(row.target, row.d, row.method, row.k, row.error, row.deviation, row.expected, row.bound);
  }
  return table;
}

Table TabulateTargets(const Evidence& evidence) {
  Table table({{"target", Table::kText},
               {"d", Table::kInteger},
               {"terms", Table::kInteger},
               {"barron_norm", Table::kReal},
               {"sum_of_amplitudes", Table::kReal},
               {"mean_square", Table::kReal},
               {"relu_variation", Table::kReal}});
  for (const Target& target : evidence.targets) {
    table.Append(target.target, target.d, target.terms, target.norm, target.total, target.square,
                 target.relu_variation);
  }
  return table;
}

std::string Summarize(const Evidence& evidence) {
  using Align = TextColumn::Align;
  std::vector<TextColumn> columns = {{"function", Align::kLeft},
                                     {"d", Align::kRight},
                                     {"C", Align::kRight},
                                     {"T", Align::kRight},
                                     {"k", Align::kRight}};
  for (const char* method : kMethods) columns.push_back({method, Align::kRight});
  std::vector<std::vector<std::string>> rows;
  for (const Target& target : evidence.targets) {
    for (int k = 16; k <= evidence.config.relu_units; k *= 16) {
      std::vector<std::string> row = {target.target, std::to_string(target.d), RoundedReal(target.norm, 3),
                                      RoundedReal(target.relu_variation, 2), std::to_string(k)};
      for (const char* method : kMethods) {
        std::string cell = "-";
        for (const Row& found : Select(evidence.rows, target.target, target.d, method)) {
          if (found.k == k) cell = RoundedReal(found.error / target.square, 2);
        }
        row.push_back(cell);
      }
      rows.push_back(row);
    }
  }
  return "mean squared errors over the mean square of the function, C its Barron norm, T that of the ReLU "
         "construction:\n" +
         TextTable(columns, rows);
}

}  // namespace
}  // namespace two_layer

Experiment TwoLayer() {
  using namespace two_layer;
  return Define<Config, Evidence>(
      {.name = "two_layer",
       .summary =
           "Two-layer nets of units drawn from the Barron measure, fitted and chosen greedily, for solutions in d "
           "dimensions: does the Barron norm bound their size?",
       .paper = BarronPdes(),
       .quick = {.units = 1024, .relu_units = 64, .relu_draws = 4, .points = 500},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"two_layer", Tabulate}, {"two_layer_functions", TabulateTargets}},
       .figures = {{"two_layer", DrawUnits}},
       .text = Summarize});
}

}  // namespace hadamard_ntk::experiments
