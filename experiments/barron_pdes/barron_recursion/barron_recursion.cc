#include "experiments/barron_pdes/barron_recursion/barron_recursion.h"

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "experiments/barron_pdes/barron_recursion/claims.h"
#include "experiments/barron_pdes/barron_recursion/figures.h"
#include "experiments/barron_pdes/barron_recursion/measure.h"
#include "experiments/barron_pdes/paper.h"
#include "referee/program/table.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace barron_recursion {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.Integer("--d", config.d, 2, 50, "dimension of the dense data");
  flags.Integer("--steps", config.steps, 1, 200, "of each descent, at least");
  flags.Real("--eta", config.eta, .1, 2, "of the linear and the sine problem; stable below 4/3");
  flags.Real("--eta_cubic", config.eta_cubic, .05, .5, "of u^3; stable on a range that the iterates tell");
}

double OrMissing(double value) { return std::isfinite(value) ? value : kMissing; }

Table TabulateSteps(const Evidence& evidence) {
  Table table({{"problem", Table::kText},
               {"data", Table::kText},
               {"d", Table::kInteger},
               {"t", Table::kInteger},
               {"norm", Table::kReal},
               {"sharper", Table::kReal},
               {"log10_printed", Table::kRealOrMissing},
               {"composition_ratio", Table::kReal},
               {"log10_chained_printed", Table::kRealOrMissing},
               {"log10_chained_sharper", Table::kRealOrMissing}});
  std::vector<Instance> all = evidence.instances;
  all.push_back(evidence.identity);
  all.push_back(evidence.constant);
  for (const Instance& instance : all) {
    for (std::size_t t = 1; t < instance.steps.size(); ++t) {
      const Step& step = instance.steps[t];
      table.Append(instance.problem, instance.data, instance.setting.d, static_cast<int>(t), step.norm, step.sharper,
                   OrMissing(step.printed), step.composition, OrMissing(instance.chains[t].printed),
                   OrMissing(instance.chains[t].sharper));
    }
  }
  return table;
}

Table TabulateApproximations(const Evidence& evidence) {
  Table table({{"problem", Table::kText},
               {"data", Table::kText},
               {"B_L", Table::kReal},
               {"p", Table::kReal},
               {"eps", Table::kReal},
               {"T", Table::kInteger},
               {"error", Table::kReal},
               {"norm", Table::kReal},
               {"log10_chained_printed", Table::kRealOrMissing},
               {"log10_abstract_without_O", Table::kReal}});
  for (const Instance& instance : evidence.instances) {
    for (const Approximation& row : instance.approximations) {
      table.Append(instance.problem, instance.data, instance.setting.composition.b_l, instance.setting.composition.p,
                   row.eps, row.steps, row.error, row.norm, OrMissing(row.printed), row.abstract_log);
    }
  }
  return table;
}

std::string Summarize(const Evidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"problem, data"},          {"B_L", Align::kRight},
                                           {"p", Align::kRight},       {"eps", Align::kRight},
                                           {"T", Align::kRight},       {"|u_T - u*|", Align::kRight},
                                           {"|u_T|_B", Align::kRight}, {"log10 of the bound", Align::kRight}};
  std::vector<std::vector<std::string>> rows;
  for (const Instance& instance : evidence.instances) {
    for (const Approximation& row : instance.approximations) {
      if (row.eps > .05 || row.eps < 5e-4) continue;
      rows.push_back({instance.problem + ", " + instance.data, RoundedReal(instance.setting.composition.b_l, 3),
                      RoundedReal(instance.setting.composition.p, 2), RoundedReal(row.eps, 1),
                      std::to_string(row.steps), RoundedReal(row.error, 2), RoundedReal(row.norm, 5),
                      std::isfinite(row.printed) ? RoundedReal(row.printed, 3) : "infinite"});
    }
  }
  return std::string("The Barron norm of u_T, T by the rate, and the printed recursion chained T times (") +
         kEarlierVersion + "):\n" + TextTable(columns, rows);
}

}  // namespace
}  // namespace barron_recursion

Experiment BarronRecursion() {
  using namespace barron_recursion;
  return Define<Config, Evidence>(
      {.name = "barron_recursion",
       .summary =
           "By how much does the Barron norm grow in a step of preconditioned descent? Exact norms on the torus beside "
           "the printed recursion and a sharper one.",
       .paper = BarronPdes(),
       .quick = {.d = 5, .steps = 10},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"barron_recursion", TabulateSteps}, {"barron_approximation", TabulateApproximations}},
       .figures = {{"barron_recursion", DrawRecursion}},
       .text = Summarize});
}

}  // namespace hadamard_ntk::experiments
