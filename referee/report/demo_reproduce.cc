// //experiments:reproduce with three small experiments instead of the registry's, for the tests of the program and of
// its page: demo_experiment; demo_hostile, whose texts try to be more than text, with two figures, one a heat map, and
// wide tables; demo_moody, which does what $DEMO_MOOD says (fail, diverge, hang).
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

#include "referee/demo_experiment.h"
#include "referee/program/diverged.h"
#include "referee/report/reproduce_main.h"

namespace hadamard_ntk::referee {
namespace {

struct NoConfig {};

Experiment Make(const std::string& name, const Claim& claim, Result (*run)(const NoConfig&, RunContext&)) {
  return MakeExperiment<NoConfig>({.name = name,
                                   .summary = "Is \"<b>" + name + "</b>\" text & nothing else?",
                                   .paper = DemoPaper(),
                                   .claims = {claim},
                                   .defaults = {},
                                   .quick = {},
                                   .add_flags = [](CLI::App&, NoConfig&) {},
                                   .to_json = [](const NoConfig&) { return Json::object(); },
                                   .run = run});
}

constexpr const char* kHostile =
    "\"'><script>document.title = 'run'</script><img src=http://192.0.2.1/x onerror=\"document.title = 'run'\"> ";

Claim Hostile() {
  const std::string text = kHostile;
  return {.id = "a_claim_with_quite_a_long_name_that_must_not_widen_the_page",
          .where = "Theorem 0",
          .statement = text + "mu_k = Omega(k^{-d/2}) for " + std::string(80, 'x'),
          .quantifiers = text,
          .refuted_by = text,
          .pass_condition = text + std::string(120, 'y'),
          .expected_verdict = Verdict::kContradicted};
}

Result RunHostile(const NoConfig&, RunContext&) {
  Claim claim = Hostile();
  Json row = Json::object();
  for (int i = 0; i < 20; ++i) row["a_column_of_a_wide_table_" + std::to_string(i)] = i / 7.0;
  claim.measured = {kHostile, {{"rows", {row, row}}, {kHostile, kHostile}}};
  claim.negative_control = {kHostile, true};
  claim.positive_control = {kHostile, true};
  claim.finding = Verdict::kContradicted;
  claim.what_holds_instead = kHostile;
  claim.slack = 1.5;

  Table table({{"x", Table::kReal}, {"y", Table::kReal}, {"value", Table::kReal}});
  HeatMap map{.label = "x y"};
  for (int i = 0; i < 8; ++i) map.x.push_back(i - 3.5);
  map.y = map.x;
  for (const double y : map.y) {
    for (const double x : map.x) {
      map.values.push_back(x * y);
      table.Append(x, y, x * y);
    }
  }
  map.diverging = true;
  Series series{.x = map.x, .y = map.y, .label = {.text = "<y> & x"}, .style = Series::Style::kLinePoints};
  series.marker = Series::Marker::kTriangle;

  Result result{.claims = {claim}, .summary = std::string(200, '-') + "\n<script>document.title = 'run'</script>\n"};
  result.tables.push_back({"demo_hostile", table});
  result.tables.push_back({"demo_hostile_map", std::move(table)});
  result.figures.push_back({"demo_hostile", Figure{.title = "\"Lines\" & <points>",
                                                   .panels = {{.series = {series}}, {.series = {series}}},
                                                   .columns = 2,
                                                   .width = 1100}});
  result.figures.push_back({"demo_hostile_map", Figure{.title = "A map", .panels = {{.heat_map = map}}}});
  return result;
}

Claim Moody() {
  return {.id = "moody",
          .where = "nowhere",
          .statement = "it runs",
          .quantifiers = "one run",
          .refuted_by = "none",
          .pass_condition = "it ran"};
}

Result RunMoody(const NoConfig&, RunContext&) {
  const char* given = std::getenv("DEMO_MOOD");
  const std::string mood = given ? given : "";
  if (mood == "fail") throw std::runtime_error("the machine is <on> fire");
  if (mood == "diverge") throw DivergedRun("demo", 17, 1e300);
  while (mood == "hang") pause();
  Claim claim = Moody();
  claim.measured.text = "it ran";
  claim.negative_control = {"it did not run", true};
  claim.positive_control = {"another ran", true};
  claim.finding = Verdict::kConfirmed;
  Table table({{"x", Table::kInteger}});
  table.Append(1);
  Result result{.claims = {claim}};
  result.tables.push_back({"demo_moody", std::move(table)});
  return result;
}

}  // namespace
}  // namespace hadamard_ntk::referee

int main(int argc, char** argv) {
  namespace e = hadamard_ntk::referee;
  return e::ReproduceMain(argc, argv,
                          {e::DemoExperiment(), e::Make("demo_hostile", e::Hostile(), e::RunHostile),
                           e::Make("demo_moody", e::Moody(), e::RunMoody)});
}
