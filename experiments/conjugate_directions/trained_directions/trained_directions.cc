#include "experiments/conjugate_directions/trained_directions/trained_directions.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "experiments/conjugate_directions/paper.h"
#include "experiments/conjugate_directions/trained_directions/claims.h"
#include "experiments/conjugate_directions/trained_directions/figures.h"
#include "experiments/conjugate_directions/trained_directions/measure.h"

namespace hadamard_ntk::experiments {
namespace trained_directions {
namespace {

void AddFlags(Flags& flags, Config& config) {
  AddTrainingFlags(flags, config.training);
  flags.Integer("--n", config.n, 4, 128, "cells per axis of the domains that iterations are counted on");
  flags.Integer("--right_hand_sides", config.right_hand_sides, 1, 1000, "of each kind on each domain");
  flags.Integer("--max_iterations", config.max_iterations, 1, 1000, "of conjugate directions with a net");
  flags.IntegerList("--solids", config.solids, 1, 60, "shares of solid cells, in percent; 10 and 30 are judged");
}

Table Tabulate(const Evidence& evidence) {
  Table table({{"domain", Table::kText},
               {"kind", Table::kText},
               {"method", Table::kText},
               {"tolerance", Table::kReal},
               {"median", Table::kReal},
               {"worst", Table::kInteger},
               {"residual_directions", Table::kInteger}});
  for (const Cell& cell : evidence.cells) {
    for (std::size_t t = 0; t < kTolerances.size(); ++t) {
      table.Append(cell.domain, NameOf(cell.kind), cell.method, kTolerances[t],
                   evidence.Median(cell.domain, cell.kind, cell.method, t),
                   *std::max_element(cell.iterations[t].begin(), cell.iterations[t].end()), cell.residual_directions);
    }
  }
  return table;
}

Table TabulateTraining(const Evidence& evidence) {
  Table table({{"step", Table::kInteger}, {"loss", Table::kRealOrMissing}, {"iterations", Table::kReal}});
  for (const TrainedNet::Check& check : evidence.checks) table.Append(check.step, check.loss, check.iterations);
  return table;
}

std::string NetOf(const Evidence& evidence) { return evidence.net; }

}  // namespace
}  // namespace trained_directions

Experiment TrainedDirections() {
  using namespace trained_directions;
  return Define<Config, Evidence>(
      {.name = "trained_directions",
       .summary = "Trains a net on a box; do conjugate directions with it need few iterations, there and on domains "
                  "that it has not seen?",
       .paper = ConjugateDirectionsPaper(),
       .quick = {.training = {.channels = 8,
                              .first_pairs = 1,
                              .coarse_pairs = 2,
                              .last_pairs = 1,
                              .steps = 3000,
                              .checks = 5,
                              .validation = 5},
                 .right_hand_sides = 5,
                 .solids = {10, 20, 30}},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"trained_directions", Tabulate}, {"training", TabulateTraining}},
       .figures = {{"trained_directions", DrawIterations}},
       .files = {{"trained_directions.ckpt", NetOf}}});
}

}  // namespace hadamard_ntk::experiments
