#include "experiments/conjugate_directions/millions/millions.h"

#include <string>

#include "experiments/conjugate_directions/millions/claims.h"
#include "experiments/conjugate_directions/millions/figures.h"
#include "experiments/conjugate_directions/millions/measure.h"
#include "experiments/conjugate_directions/paper.h"
#include "files/machine_memory.h"
#include "referee/program/progress.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments {
namespace millions {
namespace {

void AddFlags(Flags& flags, Config& config) {
  AddTrainingFlags(flags, config.training);
  AddNetFlag(flags, config.training);
  flags.Integer("--n", config.n, 4, 256, "cells per axis of the box");
  flags.Choice("--millions", config.millions, {"no", "yes"}, "also 256^3, 16.8 million cells");
  flags.Integer("--max_iterations", config.max_iterations, 1, 1000, "of conjugate directions");
}

Table Tabulate(const Evidence& evidence) {
  Table table({{"n", Table::kInteger},
               {"kind", Table::kText},
               {"method", Table::kText},
               {"iteration", Table::kInteger},
               {"residual", Table::kReal}});
  for (const Run& run : evidence.runs) {
    for (std::size_t i = 0; i < run.residuals.size(); ++i) {
      table.Append(run.n, NameOf(run.kind), run.method, static_cast<int>(i), run.residuals[i]);
    }
  }
  return table;
}

// Seconds and bytes of this machine: for the reader, in no file.
std::string Text(const Evidence& evidence) {
  std::string text;
  for (const Run& run : evidence.runs) {
    if (run.method == "one_iteration") continue;
    text += std::to_string(run.n) + "^3, " + NameOf(run.kind) + ", " + run.method + ": " +
            (run.reached ? std::to_string(run.iterations) + " iterations" : "not reached") + ", " +
            RoundedReal(run.seconds, 3) + " s\n";
  }
  for (const Memory& memory : evidence.memory) {
    text += std::to_string(memory.n) + "^3: memory predicted " + files::ByteText(memory.predicted) +
            ", peak of the process " + files::ByteText(memory.measured) + "\n";
  }
  return text + "hypre (BoomerAMG, PFMG) and PETSc on a box of 128^3 cells: tools/compare_with_peers\n";
}

}  // namespace
}  // namespace millions

Experiment Millions() {
  using namespace millions;
  return Define<Config, Evidence>({.name = "millions",
                                   .summary = "Conjugate directions with a net that was trained on a small box, on "
                                              "millions of unknowns, beside conjugate gradients and multigrid.",
                                   .paper = ConjugateDirectionsPaper(),
                                   .quick = {.training = {.n = 8,
                                                          .channels = 8,
                                                          .first_pairs = 1,
                                                          .coarse_pairs = 2,
                                                          .last_pairs = 1,
                                                          .steps = 1000,
                                                          .checks = 4,
                                                          .validation = 3},
                                             .n = 32},
                                   .flags = AddFlags,
                                   .measure = Measure,
                                   .checks = Checks(),
                                   .tables = {{"millions", Tabulate}},
                                   .figures = {{"millions", DrawResiduals}},
                                   .text = Text,
                                   .data_sha256 = [](const Evidence& e) { return NetSha256(e.config.training); }});
}

}  // namespace hadamard_ntk::experiments
