#include "referee/experiment.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <stdexcept>
#include <string>

#include "referee/toy_testing.h"

namespace hadamard_ntk::referee {
namespace {

struct Config {
  int n = 3;
  double rate = 0.5;
  std::vector<int> list = {1, 2};
  std::vector<double> reals = {0.25};
  std::string kind = "a", path = "here";
};

void AddFlags(Flags& flags, Config& config) {
  flags.Integer("--n", config.n, 0, 9, "n");
  flags.Real("--rate", config.rate, 0, 1, "a rate");
  flags.IntegerList("--list", config.list, 0, 9, "a list");
  flags.RealList("--reals", config.reals, 0, 1, "reals");
  flags.Choice("--kind", config.kind, {"a", "b"}, "a kind");
  flags.Text("--path", config.path, "a path");
}

Judgement Find(const Config& config) {
  Judgement judgement = ToyJudgement();
  judgement.measured.values = {{"n", config.n}};
  return judgement;
}

Judgement FindWithoutControl(const Config&) {
  Judgement judgement = ToyJudgement();
  judgement.negative_control = {};
  return judgement;
}

Table Tabulate(const Config& config) {
  Table table({{"n", Table::kInteger}});
  table.Append(config.n);
  return table;
}

Figure DrawIfSmall(const Config& config) {
  if (config.n > 5) return {};
  return {.panels = {{.series = {{.x = {1}, .y = {1}}}}}};
}

Experiment Toy() {
  return Define<Config, Config>({.name = "toy",
                                 .summary = "A toy.",
                                 .paper = {.id = "nets", .title = "On nets"},
                                 .quick = {.n = 7},
                                 .flags = AddFlags,
                                 .measure = [](const Config& config, RunContext&) { return config; },
                                 .checks = {{ToyClaim("one"), Find}, {ToyClaim("two"), Find}},
                                 .tables = {{"toy", Tabulate}},
                                 .figures = {{"toy", DrawIfSmall}},
                                 .text = [](const Config& config) { return "n is " + std::to_string(config.n); }});
}

TEST(DefineTest, AFlagIsWrittenOnceForTheCommandLineAndTheRecord) {
  const std::unique_ptr<ConfiguredExperiment> configured = Toy().configure(false);
  EXPECT_EQ(
      configured->ConfigJson(),
      (Json{
          {"n", 3}, {"rate", 0.5}, {"list", {1, 2}}, {"reals", Json::array({0.25})}, {"kind", "a"}, {"path", "here"}}));
  CLI::App app("test", "toy");
  configured->AddFlags(app);
  app.parse("--n 4 --rate 1 --list 3:5 --reals 0,1 --kind b --path there");
  EXPECT_EQ(
      configured->ConfigJson(),
      (Json{{"n", 4}, {"rate", 1.0}, {"list", {3, 4, 5}}, {"reals", {0.0, 1.0}}, {"kind", "b"}, {"path", "there"}}));
  EXPECT_THROW(app.parse("--n 10"), FlagError);
}

TEST(DefineTest, EvidenceBecomesClaimsTablesFiguresAndText) {
  RunContext context;
  const Result result = Toy().configure(false)->Run(context);
  ASSERT_EQ(result.claims.size(), 2u);
  EXPECT_EQ(result.claims[1].full_id(), "nets/two");
  EXPECT_EQ(result.claims[1].measured.values, (Json{{"n", 3}}));
  ASSERT_EQ(result.tables.size(), 1u);
  EXPECT_EQ(result.tables[0].table.ToCsv(), "n\n3\n");
  EXPECT_EQ(result.figures.size(), 1u);
  EXPECT_EQ(result.summary, "n is 3");
  EXPECT_EQ(Toy().claims[0].full_id(), "nets/one");
}

TEST(DefineTest, QuickIsAnotherConfigurationAndAFigureWithoutPanelsIsLeftOut) {
  RunContext context;
  const Result result = Toy().configure(true)->Run(context);
  EXPECT_EQ(result.summary, "n is 7");
  EXPECT_TRUE(result.figures.empty());
}

TEST(JudgeTest, FindsAClaimByItsIdAndChecksItsJudgement) {
  const std::vector<Check<Config>> checks = {{ToyClaim("one"), Find}, {ToyClaim("three"), FindWithoutControl}};
  EXPECT_EQ(Judge(checks, "one", {.n = 8}).measured.values, (Json{{"n", 8}}));
  EXPECT_THROW(Judge(checks, "two", Config{}), std::invalid_argument);
  EXPECT_THROW(Judge(checks, "three", Config{}), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::referee
