#include "experiments/barron_pdes/descent/descent.h"

#include <string>
#include <vector>

#include "experiments/barron_pdes/descent/claims.h"
#include "experiments/barron_pdes/descent/figures.h"
#include "experiments/barron_pdes/descent/measure.h"
#include "experiments/barron_pdes/paper.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace descent {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--square", config.square, 4, 1024, "n of the n x n squares of I1");
  flags.IntegerList("--refinements", config.refinements, 3, 9, "refinements of the coarse meshes of I3");
  flags.IntegerList("--cube", config.cube, 4, 128, "n of the n x n x n cubes of I4");
}

Table Tabulate(const Evidence& evidence) {
  Table table({{"instance", Table::kText},
               {"setting", Table::kText},
               {"size", Table::kInteger},
               {"unknowns", Table::kInteger},
               {"eta", Table::kReal},
               {"poincare", Table::kRealOrMissing},
               {"curvature", Table::kReal},
               {"lower", Table::kReal},
               {"upper", Table::kReal},
               {"energy", Table::kReal},
               {"highest", Table::kReal},
               {"ratio", Table::kReal},
               {"repaired", Table::kReal},
               {"printed", Table::kRealOrMissing},
               {"descent_steps", Table::kInteger},
               {"newton_steps", Table::kInteger},
               {"newton_applications", Table::kInteger}});
  for (const Comparison& run : evidence.runs) {
    table.Append(run.instance, run.setting, run.size, run.unknowns, run.eta, run.poincare > 0 ? run.poincare : kMissing,
                 run.curvature, run.lower, run.upper, run.energy, run.highest, run.descent.LargestRatio(), run.repaired,
                 run.printed > 0 ? run.printed : kMissing, run.descent.StepsToFall(), run.newton.StepsToFall(),
                 run.newton.ApplicationsToFall());
  }
  return table;
}

Table TabulateGaps(const Evidence& evidence) {
  Table table({{"setting", Table::kText},
               {"method", Table::kText},
               {"step", Table::kInteger},
               {"applications", Table::kInteger},
               {"gap", Table::kReal}});
  for (const std::string& setting : Settings(evidence)) {
    const Comparison& run = *RunsOf(evidence, setting).back();
    for (const auto& [name, curve] :
         {std::pair<const char*, const Curve*>{"descent", &run.descent}, {"newton", &run.newton}}) {
      for (std::size_t t = 0; t < curve->gaps.size(); ++t) {
        table.Append(setting, name, static_cast<int>(t), curve->applications[t], curve->gaps[t]);
      }
    }
  }
  return table;
}

Table TabulateMeshes(const Evidence& evidence) {
  Table table({{"setting", Table::kText}, {"size", Table::kInteger}, {"eta", Table::kReal}, {"ratio", Table::kReal}});
  for (const std::string& setting : Settings(evidence)) {
    for (const Comparison* run : RunsOf(evidence, setting)) {
      table.Append(setting, run->size, run->eta, run->descent.LargestRatio());
    }
  }
  for (const PlainRun& run : evidence.plain) table.Append("square, no preconditioner", run.n, run.eta, run.ratio);
  return table;
}

std::string Seconds(double seconds) { return RoundedReal(seconds, 2); }

std::string Text(const Evidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"on the finest mesh", Align::kLeft, true},
                                           {"size", Align::kRight},
                                           {"ratio", Align::kRight},
                                           {"repaired", Align::kRight},
                                           {"printed", Align::kRight},
                                           {"steps", Align::kRight},
                                           {"s", Align::kRight},
                                           {"Newton", Align::kRight},
                                           {"cycles", Align::kRight},
                                           {"s", Align::kRight}};
  std::vector<std::vector<std::string>> rows;
  for (const std::string& setting : Settings(evidence)) {
    const Comparison& run = *RunsOf(evidence, setting).back();
    rows.push_back({run.instance + " " + setting, std::to_string(run.size), RoundedReal(run.descent.LargestRatio(), 4),
                    RoundedReal(run.repaired, 4), run.printed > 0 ? RoundedReal(run.printed, 4) : "",
                    std::to_string(run.descent.StepsToFall()), Seconds(run.descent.seconds),
                    std::to_string(run.newton.StepsToFall()), std::to_string(run.newton.ApplicationsToFall()),
                    Seconds(run.newton.seconds)});
  }
  std::string text =
      "Largest ratio of gaps E - E* a step; steps until the gap fell by 10^10, each one application of "
      "the inverse (of I3: one multigrid cycle); Newton's steps and its applications; seconds of whole "
      "runs, descent to 10^12, Newton to rounding.\n" +
      TextTable(columns, rows);
  for (const Comparison& run : evidence.runs) {
    if (run.instance != "I3" || run.printed == 0) continue;
    text += run.setting.substr(0, run.setting.find(',')) + ", refined " + std::to_string(run.size) +
            " times: the cycle is between " + RoundedReal(run.lower, 4) + " and " + RoundedReal(run.upper, 4) +
            " of the inverse\n";
  }
  return text + std::string("Printed: ") + kEarlierVersion + ".\n";
}

}  // namespace
}  // namespace descent

Experiment Descent() {
  using namespace descent;
  return Define<Config, Evidence>(
      {.name = "descent",
       .summary = "How fast is preconditioned descent on nonlinear elliptic energies, "
                  "beside what is printed and beside Newton's method?",
       .paper = BarronPdes(),
       .quick = {.square = {16, 32, 64}, .refinements = {4, 5}, .cube = {8, 16}},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"descent", Tabulate}, {"descent_gaps", TabulateGaps}, {"descent_meshes", TabulateMeshes}},
       .figures = {{"descent_gaps", DrawGaps}, {"descent_meshes", DrawMeshes}},
       .text = Text});
}

}  // namespace hadamard_ntk::experiments
