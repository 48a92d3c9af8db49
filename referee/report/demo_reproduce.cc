// //experiments:reproduce with three small experiments instead of the registry's, for the tests of the program and of
// its page: demo_experiment; demo_hostile, whose texts try to be more than text, with two figures, one a heat map, and
// wide tables; demo_moody, which does what $DEMO_MOOD says (fail, diverge, hang).
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

#include "linalg/diverged.h"
#include "referee/demo_experiment.h"
#include "referee/report/reproduce_main.h"

namespace hadamard_ntk::referee {
namespace {

struct Nothing {};

constexpr const char* kHostile =
    "\"'><script>document.title = 'run'</script><img src=http://192.0.2.1/x onerror=\"document.title = 'run'\"> ";

Declaration HostileClaim() {
  const std::string text = kHostile;
  return {.id = "a_claim_with_quite_a_long_name_that_must_not_widen_the_page",
          .where = "Theorem 0",
          .statement = text + "mu_k = Omega(k^{-d/2}) for " + std::string(80, 'x'),
          .quantifiers = text,
          .refuted_by = text,
          .pass_condition = text + std::string(120, 'y'),
          .expected_verdict = Verdict::kContradicted};
}

Judgement JudgeHostile(const Nothing&) {
  Json row = Json::object();
  for (int i = 0; i < 20; ++i) row["a_column_of_a_wide_table_" + std::to_string(i)] = i / 7.0;
  return {.measured = {kHostile, {{"rows", {row, row}}, {kHostile, kHostile}}},
          .negative_control = {kHostile, true},
          .positive_control = {kHostile, true},
          .finding = Verdict::kContradicted,
          .what_holds_instead = kHostile,
          .slack = 1.5};
}

HeatMap Map() {
  HeatMap map{.label = "x y"};
  for (int i = 0; i < 8; ++i) map.x.push_back(i - 3.5);
  map.y = map.x;
  for (const double y : map.y) {
    for (const double x : map.x) map.values.push_back(x * y);
  }
  map.diverging = true;
  return map;
}

Table TabulateMap(const Nothing&) {
  Table table({{"x", Table::kReal}, {"y", Table::kReal}, {"value", Table::kReal}});
  const HeatMap map = Map();
  for (const double y : map.y) {
    for (const double x : map.x) table.Append(x, y, x * y);
  }
  return table;
}

Figure DrawLines(const Nothing&) {
  const HeatMap map = Map();
  Series series{.x = map.x, .y = map.y, .label = {.text = "<y> & x"}, .style = Series::Style::kLinePoints};
  series.marker = Series::Marker::kTriangle;
  return {.title = "\"Lines\" & <points>",
          .panels = {{.series = {series}}, {.series = {series}}},
          .columns = 2,
          .width = 1100};
}

Figure DrawMap(const Nothing&) { return {.title = "A map", .panels = {{.heat_map = Map()}}}; }

Experiment Hostile() {
  return Define<Nothing, Nothing>(
      {.name = "demo_hostile",
       .summary = "Is \"<b>demo_hostile</b>\" text & nothing else?",
       .paper = DemoPaper(),
       .measure = [](const Nothing&, RunContext&) { return Nothing(); },
       .checks = {{HostileClaim(), JudgeHostile}},
       .tables = {{"demo_hostile", TabulateMap}, {"demo_hostile_map", TabulateMap}},
       .figures = {{"demo_hostile", DrawLines}, {"demo_hostile_map", DrawMap}},
       .text = [](const Nothing&) { return std::string(200, '-') + "\n<script>document.title = 'run'</script>\n"; }});
}

Nothing MeasureMood(const Nothing&, RunContext&) {
  const char* given = std::getenv("DEMO_MOOD");
  const std::string mood = given ? given : "";
  if (mood == "fail") throw std::runtime_error("the machine is <on> fire");
  if (mood == "diverge") throw linalg::Diverged("demo", 17, 1e300);
  while (mood == "hang") pause();
  return {};
}

Declaration ItRuns() {
  return {.id = "moody",
          .where = "nowhere",
          .statement = "it runs",
          .quantifiers = "one run",
          .refuted_by = "none",
          .pass_condition = "it ran"};
}

Judgement JudgeItRuns(const Nothing&) {
  return {.measured = {"it ran"},
          .negative_control = {"it did not run", true},
          .positive_control = {"another ran", true},
          .finding = Verdict::kConfirmed};
}

Experiment Moody() {
  return Define<Nothing, Nothing>({.name = "demo_moody",
                                   .summary = "Is \"<b>demo_moody</b>\" text & nothing else?",
                                   .paper = DemoPaper(),
                                   .measure = MeasureMood,
                                   .checks = {{ItRuns(), JudgeItRuns}},
                                   .tables = {{"demo_moody", [](const Nothing&) {
                                                 Table table({{"x", Table::kInteger}});
                                                 table.Append(1);
                                                 return table;
                                               }}}});
}

}  // namespace
}  // namespace hadamard_ntk::referee

int main(int argc, char** argv) {
  namespace e = hadamard_ntk::referee;
  return e::ReproduceMain(argc, argv, {e::DemoExperiment(), e::Hostile(), e::Moody()});
}
