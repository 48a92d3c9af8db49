#include "experiments/quadratic_nets/trainability/trainability.h"

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "experiments/quadratic_nets/paper.h"
#include "experiments/quadratic_nets/trainability/claims.h"
#include "experiments/quadratic_nets/trainability/figures.h"
#include "experiments/quadratic_nets/trainability/measure.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace trainability {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--hidden", config.hidden, 1, 8, "numbers of hidden layers");
  flags.RealList("--rates", config.rates, 1e-4, 1, "learning rates at the start");
  flags.Choice("--settings", config.settings, {"all", "judged"}, "of the nets: all, or those that a claim needs");
  flags.Integer("--seeds", config.seeds, 2, 200, "data sets, each with its weights");
  flags.Integer("--epochs", config.epochs, 1, 300, "of each training");
  flags.Integer("--samples", config.samples, 128, 10000, "to train on");
  flags.Integer("--tests", config.tests, 100, 100000, "to test on");
  flags.Integer("--width", config.width, 2, 64, "of the hidden layers");
  flags.Integer("--kernel_seeds", config.kernel_seeds, 0, 20, "of the seeds, how many for kernel ridge regression");
  flags.Real("--ridge", config.ridge, 1e-6, 100, "of kernel regression, over the mean of K(x, x)");
  flags.Integer("--layers", config.layers, 1, 12, "of the nets whose start is looked at");
}

double OrMissing(double value) { return std::isfinite(value) ? value : kMissing; }

Table TabulateCells(const Evidence& evidence) {
  Table table({{"setting", Table::kText},
               {"hidden", Table::kInteger},
               {"rate", Table::kReal},
               {"parameters", Table::kInteger},
               {"runs", Table::kInteger},
               {"failures", Table::kInteger},
               {"least_error", Table::kRealOrMissing},
               {"lower_quartile", Table::kRealOrMissing},
               {"median_error", Table::kRealOrMissing},
               {"upper_quartile", Table::kRealOrMissing},
               {"largest_error", Table::kRealOrMissing}});
  for (const Cell& cell : evidence.cells) {
    const Quartiles e = SurvivingErrors(cell);
    table.Append(cell.setting.name, cell.hidden, cell.rate, cell.runs.front().parameters,
                 static_cast<int>(cell.runs.size()), cell.failures(), e.least, e.lower, e.median, e.upper, e.largest);
  }
  return table;
}

Table TabulateRuns(const Evidence& evidence) {
  Table table({{"setting", Table::kText},
               {"hidden", Table::kInteger},
               {"rate", Table::kReal},
               {"seed", Table::kInteger},
               {"finite", Table::kInteger},
               {"failed", Table::kInteger},
               {"test_error", Table::kReal},
               {"training_loss", Table::kRealOrMissing}});
  for (const Cell& cell : evidence.cells) {
    for (std::size_t s = 0; s < cell.runs.size(); ++s) {
      const Outcome& run = cell.runs[s];
      table.Append(cell.setting.name, cell.hidden, cell.rate, static_cast<int>(s), static_cast<int>(run.finite),
                   static_cast<int>(run.failed()), run.error, run.finite ? run.loss : kMissing);
    }
  }
  return table;
}

Table TabulateBaselines(const Evidence& evidence) {
  Table table(
      {{"predictor", Table::kText}, {"hidden", Table::kInteger}, {"seed", Table::kInteger}, {"error", Table::kReal}});
  for (const Baseline& baseline : evidence.baselines) {
    for (std::size_t s = 0; s < baseline.errors.size(); ++s) {
      table.Append(baseline.name, baseline.hidden, static_cast<int>(s), baseline.errors[s]);
    }
  }
  table.Append("bayes", 0, 0, evidence.bayes_error);
  return table;
}

// Empty: no unit is alive.
Table TabulateStarts(const Evidence& evidence) {
  Table table({{"start", Table::kText},
               {"layer", Table::kInteger},
               {"lower_quartile", Table::kRealOrMissing},
               {"median", Table::kRealOrMissing},
               {"upper_quartile", Table::kRealOrMissing}});
  for (const Start& start : evidence.starts) {
    for (std::size_t layer = 0; layer < start.log_scales.size(); ++layer) {
      const Quartiles q = QuartilesOf(start.log_scales[layer]);
      table.Append(NameOf(start), static_cast<int>(layer), OrMissing(q.lower), OrMissing(q.median), OrMissing(q.upper));
    }
  }
  return table;
}

std::string Percent(double share) { return RoundedReal(100 * share, 3) + " %"; }

std::string DescribeCells(const Evidence& evidence) {
  using Align = TextColumn::Align;
  std::vector<TextColumn> columns = {{"rate", Align::kRight}, {"net"}};
  for (const int hidden : evidence.config.hidden) columns.push_back({"L = " + std::to_string(hidden), Align::kRight});
  std::vector<std::vector<std::string>> rows;
  const std::size_t depths = evidence.config.hidden.size();
  for (std::size_t i = 0; i < evidence.cells.size(); ++i) {
    const Cell& cell = evidence.cells[i];
    if (i % depths == 0) rows.push_back({RoundedReal(cell.rate, 2), cell.setting.name});
    const Quartiles errors = SurvivingErrors(cell);
    std::string text = errors.count > 0 ? Percent(errors.median) : "-";
    if (cell.failures() > 0) text += " (" + std::to_string(cell.failures()) + ")";
    rows.back().push_back(text);
  }
  for (const char* name : {"ntk_conv", "ntk_relinear"}) {
    std::vector<std::string> row = {"", name};
    for (const Baseline& baseline : evidence.baselines) {
      if (baseline.name == name) row.push_back(Percent(QuartilesOf(baseline.errors).median));
    }
    if (row.size() == columns.size()) rows.push_back(row);
  }
  return "Median test error of the runs that did not fail, of " + std::to_string(evidence.config.seeds) +
         " (failures); kernel ridge regression of " + std::to_string(evidence.config.kernel_seeds) +
         ". Logistic regression on (x, x o x): " + Percent(QuartilesOf(evidence.baselines.front().errors).median) +
         "; the best rule: " + Percent(evidence.bayes_error) + ". sw is our reading of \"shrink weights\".\n" +
         TextTable(columns, rows);
}

}  // namespace
}  // namespace trainability

Experiment Trainability() {
  using namespace trainability;
  return Define<Config, Evidence>(
      {.name = "trainability",
       .summary =
           "Do quadratic nets collapse in training where conventional ones do not, and does ReLinear prevent it?",
       .paper = QuadraticNets(),
       .quick = {.hidden = {4, 6}, .rates = {0.02}, .settings = "judged", .kernel_seeds = 1},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"trainability", TabulateCells},
                  {"trainings", TabulateRuns},
                  {"baselines", TabulateBaselines},
                  {"start_scale", TabulateStarts}},
       .figures = {{"trainability", DrawErrors}, {"start_scale", DrawStarts}},
       .text = DescribeCells});
}

}  // namespace hadamard_ntk::experiments
