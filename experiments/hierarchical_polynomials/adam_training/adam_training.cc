#include "experiments/hierarchical_polynomials/adam_training/adam_training.h"

#include <string>
#include <vector>

#include "experiments/hierarchical_polynomials/adam_training/claims.h"
#include "experiments/hierarchical_polynomials/adam_training/figures.h"
#include "experiments/hierarchical_polynomials/adam_training/measure.h"
#include "experiments/hierarchical_polynomials/paper.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace adam_training {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--d", config.d, 2, 64, "dimensions at k = 2, even");
  flags.IntegerList("--cubic_d", config.cubic_d, 2, 20, "dimensions at k = 3, even");
  flags.IntegerList("--ratios", config.ratios, 1, 256, "n / d^k");
  flags.Integer("--seeds", config.seeds, 1, 1000, "nets with their samples");
  flags.Integer("--outer_width", config.outer_width, 1, 100000, "ReLUs of the bottleneck");
  flags.Integer("--batch", config.batch, 1, 100000, "samples of a step");
  flags.Integer("--steps", config.steps, 1, 10000000, "of Adam");
  flags.Real("--rate", config.rate, 1e-6, 1, "at first; a cosine to 0");
  flags.Integer("--kernel_n", config.kernel_n, 1, 20000, "samples of the NTK, at most");
  flags.Integer("--tests", config.tests, 10, 1000000, "test points of a seed");
}

Table Tabulate(const Evidence& evidence) {
  Table table({{"k", Table::kInteger},
               {"d", Table::kInteger},
               {"n", Table::kInteger},
               {"seed", Table::kInteger},
               {"error", Table::kReal},
               {"correlation", Table::kReal},
               {"correlation_at_start", Table::kReal},
               {"ccp_error", Table::kReal},
               {"ntk_error", Table::kRealOrMissing},
               {"plateau", Table::kReal}});
  for (const Row& row : evidence.rows) {
    table.Append(row.k, row.d, row.n, row.seed, row.error, row.correlation, row.at_start, row.ccp, row.kernel,
                 row.plateau);
  }
  return table;
}

std::string Summarize(const Evidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {
      {"k", Align::kRight},   {"d", Align::kRight},   {"n/d^k", Align::kRight},
      {"n", Align::kRight},   {"net", Align::kRight}, {"corr(u, p)", Align::kRight},
      {"CCP", Align::kRight}, {"NTK", Align::kRight}, {"plateau", Align::kRight}};
  std::vector<std::vector<std::string>> rows;
  for (const Cell& cell : Cells(evidence.rows)) {
    rows.push_back({std::to_string(cell.k), std::to_string(cell.d), std::to_string(cell.ratio), std::to_string(cell.n),
                    RoundedReal(cell.error, 2), RoundedReal(cell.correlation, 3), RoundedReal(cell.ccp, 2),
                    cell.kernel < 1e300 ? RoundedReal(cell.kernel, 2) : "-", RoundedReal(cell.plateau, 2)});
  }
  return "medians over seeds, errors over E h^2:\n" + TextTable(columns, rows);
}

}  // namespace
}  // namespace adam_training

Experiment AdamTraining() {
  using namespace adam_training;
  return Define<Config, Evidence>(
      {.name = "adam_training",
       .summary = "Does the three-layer net learn p(x)^3 when Adam trains all of its layers at once, sooner than its "
                  "rivals, an NTK and a CCP net?",
       .paper = HierarchicalPolynomials(),
       .quick = {.d = {8}, .cubic_d = {8}, .ratios = {2, 8, 16}, .steps = 4000, .tests = 4000},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"adam_training", Tabulate}},
       .figures = {{"adam_training", DrawTraining}},
       .text = Summarize});
}

}  // namespace hadamard_ntk::experiments
