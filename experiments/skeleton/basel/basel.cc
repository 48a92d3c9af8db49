#include "experiments/skeleton/basel/basel.h"

#include "experiments/skeleton/basel/claims.h"
#include "experiments/skeleton/basel/figures.h"
#include "experiments/skeleton/basel/measure.h"
#include "experiments/skeleton/paper.h"

namespace hadamard_ntk::experiments {
namespace basel {
namespace {

void AddFlags(Flags& flags, Config& config) { flags.IntegerList("--n", config.n, 1, 1000000, "numbers of terms"); }

Table Tabulate(const Evidence& evidence) {
  Table table({{"n", Table::kInteger}, {"remainder", Table::kReal}});
  for (const auto& [n, value] : evidence.remainders) table.Append(n, value);
  return table;
}

}  // namespace
}  // namespace basel

Experiment Basel() {
  using namespace basel;
  return Define<Config, Evidence>({.name = "basel",
                                   .summary = "Does the sum of 1/i^2 approach pi^2/6 like 1/n?",
                                   .paper = Skeleton(),
                                   .quick = {.n = {10, 100}},
                                   .flags = AddFlags,
                                   .measure = Measure,
                                   .checks = Checks(),
                                   .tables = {{"basel", Tabulate}},
                                   .figures = {{"basel", DrawRemainders}}});
}

}  // namespace hadamard_ntk::experiments
