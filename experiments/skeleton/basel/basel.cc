#include "experiments/skeleton/basel/basel.h"

#include <vector>

#include "experiments/skeleton/basel/claims.h"
#include "experiments/skeleton/basel/figures.h"
#include "experiments/skeleton/basel/measure.h"
#include "experiments/skeleton/paper.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::experiments {
namespace {

struct Config {
  std::vector<int> n = {10, 100, 1000, 10000};
};

void AddFlags(CLI::App& app, Config& config) { AddIntegerList(app, "--n", &config.n, 1, 1000000, "numbers of terms"); }

Json ToJson(const Config& config) { return {{"n", config.n}}; }

Result Run(const Config& config, RunContext&) {
  const std::vector<Remainder> remainders = BaselRemainders(config.n);
  Table table({{"n", Table::kInteger}, {"remainder", Table::kReal}});
  for (const auto& [n, value] : remainders) table.Append(n, value);
  Result result;
  result.claims = {JudgeBaselRemainder(remainders)};
  result.tables.push_back({"basel", std::move(table)});
  result.figures.push_back({"basel", DrawRemainders(remainders)});
  return result;
}

}  // namespace

Experiment Basel() {
  return MakeExperiment<Config>({.name = "basel",
                                 .summary = "Does the sum of 1/i^2 approach pi^2/6 like 1/n?",
                                 .paper = Skeleton(),
                                 .claims = {DeclareBaselRemainder()},
                                 .defaults = {},
                                 .quick = {.n = {10, 100}},
                                 .add_flags = AddFlags,
                                 .to_json = ToJson,
                                 .run = Run});
}

}  // namespace hadamard_ntk::experiments
