#include "experiments/hierarchical_polynomials/kernel_plateaus/kernel_plateaus.h"

#include <string>
#include <vector>

#include "experiments/hierarchical_polynomials/kernel_plateaus/claims.h"
#include "experiments/hierarchical_polynomials/kernel_plateaus/figures.h"
#include "experiments/hierarchical_polynomials/kernel_plateaus/measure.h"
#include "experiments/hierarchical_polynomials/paper.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace kernel_plateaus {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--d", config.d, 4, 64, "dimensions at k = 2, even");
  flags.IntegerList("--cubic_d", config.cubic_d, 4, 20, "dimensions at k = 3, even; those of d^3 > n are left out");
  flags.IntegerList("--predicted_d", config.predicted_d, 4, 128, "dimensions of the predicted steps, even");
  flags.Integer("--n", config.n, 16, 20000, "samples, at most; besides, d^{kq} of them where those are few");
  flags.Integer("--seeds", config.seeds, 2, 1000, "draws of samples and test points");
  flags.Integer("--tests", config.tests, 100, 100000, "test points of a draw");
}

Table TabulateRows(const Evidence& evidence) {
  Table table({{"k", Table::kInteger},
               {"p", Table::kText},
               {"d", Table::kInteger},
               {"n", Table::kInteger},
               {"kernel", Table::kText},
               {"error", Table::kReal},
               {"standard_error", Table::kReal},
               {"ridge", Table::kReal},
               {"plateau", Table::kReal},
               {"predicted", Table::kRealOrMissing}});
  for (const Row& row : evidence.rows) {
    table.Append(row.k, row.spike ? "x_1" : "spread", row.d, row.n, row.kernel, row.error, row.standard_error,
                 row.ridge, row.plateau, row.predicted);
  }
  return table;
}

Table TabulateSteps(const Evidence& evidence) {
  Table table({{"kernel", Table::kText},
               {"d", Table::kInteger},
               {"predicted_n_to_plateau", Table::kRealOrMissing},
               {"measured_n_to_plateau", Table::kRealOrMissing},
               {"predicted_n_to_a_tenth", Table::kRealOrMissing}});
  for (const Step& step : evidence.steps) {
    table.Append(step.kernel, step.d, step.at_plateau, MeasuredCrossing(evidence.rows, step.d, step.kernel),
                 step.at_small_error);
  }
  return table;
}

// At the largest n <= d^3 of each d, k = 2.
std::string Summarize(const Evidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {
      {"d", Align::kRight},        {"n", Align::kRight},         {"kernel"},
      {"measured", Align::kRight}, {"predicted", Align::kRight}, {"plateau", Align::kRight}};
  std::vector<std::vector<std::string>> rows;
  for (const int d : evidence.config.d) {
    int largest = 0;
    for (const Row& row : evidence.rows) {
      if (row.k == 2 && row.d == d && !row.spike && row.in_range()) largest = std::max(largest, row.n);
    }
    for (const Row& row : evidence.rows) {
      if (row.k != 2 || row.d != d || row.spike || row.n != largest) continue;
      rows.push_back({std::to_string(d), std::to_string(row.n), row.kernel,
                      RoundedReal(row.error, 3) + " +- " + RoundedReal(row.standard_error, 1),
                      RoundedReal(row.predicted, 3), RoundedReal(row.plateau, 3)});
    }
  }
  return "k = 2, the largest n <= d^3 of each d:\n" + TextTable(columns, rows);
}

}  // namespace
}  // namespace kernel_plateaus

Experiment KernelPlateaus() {
  using namespace kernel_plateaus;
  return Define<Config, Evidence>(
      {.name = "kernel_plateaus",
       .summary = "Do kernels stay at the plateau of degree k on g(p(x)) until n ~ d^{kq}? Ridge regression with five "
                  "kernels beside the exact plateau and the curves that their spectra predict.",
       .paper = HierarchicalPolynomials(),
       .quick = {.d = {4, 8}, .cubic_d = {8}, .predicted_d = {4, 8, 32, 64}, .n = 512, .seeds = 4},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"kernel_plateaus", TabulateRows}, {"kernel_plateaus_steps", TabulateSteps}},
       .figures = {{"kernel_plateaus", DrawErrors}, {"kernel_plateaus_steps", DrawSteps}},
       .text = Summarize});
}

}  // namespace hadamard_ntk::experiments
