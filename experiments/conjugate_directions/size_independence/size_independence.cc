#include "experiments/conjugate_directions/size_independence/size_independence.h"

#include <cstddef>
#include <string>

#include "experiments/conjugate_directions/paper.h"
#include "experiments/conjugate_directions/size_independence/claims.h"
#include "experiments/conjugate_directions/size_independence/figures.h"
#include "experiments/conjugate_directions/size_independence/measure.h"

namespace hadamard_ntk::experiments {
namespace size_independence {
namespace {

void AddFlags(Flags& flags, Config& config) {
  AddTrainingFlags(flags, config.training);
  AddNetFlag(flags, config.training);
  flags.IntegerList("--sizes", config.sizes, 4, 512, "cells per axis of the boxes");
  flags.IntegerList("--retrained", config.retrained, 4, 64,
                    "cells per axis of boxes that a net of their own is trained on");
  flags.IntegerList("--locality", config.locality, 12, 129, "cells per axis of the boxes of random nets");
  flags.Integer("--right_hand_sides", config.right_hand_sides, 1, 1000, "of each kind on each box");
  flags.Integer("--max_iterations", config.max_iterations, 1, 1000, "of conjugate directions with a net");
}

Table Tabulate(const Evidence& evidence) {
  Table table({{"method", Table::kText},
               {"n", Table::kInteger},
               {"kind", Table::kText},
               {"tolerance", Table::kReal},
               {"mean", Table::kReal}});
  for (const Counts& counts : evidence.counts) {
    for (std::size_t t = 0; t < kTolerances.size(); ++t) {
      table.Append(counts.method, counts.n, NameOf(counts.kind), kTolerances[t], counts.means[t]);
    }
  }
  return table;
}

Table TabulateLocality(const Evidence& evidence) {
  Table table({{"dimension", Table::kInteger},
               {"n", Table::kInteger},
               {"step", Table::kInteger},
               {"residual", Table::kReal},
               {"bound", Table::kReal},
               {"sum_error", Table::kReal},
               {"zero_beyond", Table::kInteger}});
  for (const LocalStep& step : evidence.local_steps) {
    table.Append(step.dimension, step.n, step.step, step.residual, step.bound, step.sum_error,
                 step.zero_beyond ? 1 : 0);
  }
  return table;
}

Table TabulateCorners(const Evidence& evidence) {
  Table table({{"n", Table::kInteger}, {"iterations", Table::kInteger}, {"bound", Table::kReal}});
  for (const Corners& corners : evidence.corners) table.Append(corners.n, corners.iterations, corners.bound);
  return table;
}

}  // namespace
}  // namespace size_independence

Experiment SizeIndependence() {
  using namespace size_independence;
  return Define<Config, Evidence>(
      {.name = "size_independence",
       .summary = "Do conjugate directions with a net need as many iterations on large "
                  "grids as on small ones?",
       .paper = ConjugateDirectionsPaper(),
       .quick = {.training = {.dimension = 2,
                              .n = 16,
                              .channels = 8,
                              .first_pairs = 1,
                              .coarse_pairs = 2,
                              .last_pairs = 1,
                              .steps = 1500,
                              .checks = 5,
                              .validation = 3},
                 .sizes = {16, 32, 64},
                 .retrained = {16, 32},
                 .locality = {17, 33},
                 .right_hand_sides = 5},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"size_independence", Tabulate}, {"locality", TabulateLocality}, {"corners", TabulateCorners}},
       .figures = {{"size_independence", DrawSizes}},
       .data_sha256 = [](const Evidence& evidence) { return NetSha256(evidence.config.training); }});
}

}  // namespace hadamard_ntk::experiments
