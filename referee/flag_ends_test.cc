#include <algorithm>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/diverged.h"
#include "referee/flag_ends_testing.h"
#include "referee/program/flags.h"
#include "referee/toy_testing.h"

namespace hadamard_ntk::referee {
namespace {

struct Config {
  int early = 1, late = 1, mute = 1;
  std::vector<int> list = {1};
  std::vector<double> reals = {1};
  double rate = 1;
  std::string kind = "good";
  bool odd = false;
};

void AddFlags(Flags& flags, Config& config) {
  flags.Integer("--early", config.early, 0, 3, "refused at 3, before the work, by its name");
  flags.Integer("--mute", config.mute, 0, 3, "refused at 3, before the work, by no name");
  flags.Integer("--late", config.late, 1, 1000000, "fails at 1000000 and at 9, after the work");
  flags.IntegerList("--list", config.list, 1, 5, "whatever");
  flags.RealList("--reals", config.reals, 0.5, 5, "whatever");
  flags.Real("--rate", config.rate, 0, 2, "diverges at 2; 0 makes numbers that are not finite");
  flags.Choice("--kind", config.kind, {"good", "no_figure", "bad_figure", "empty_figure"}, "of figure");
}

Config Measure(const Config& config, RunContext& context) {
  if (config.early == 3) throw std::invalid_argument("planted: --early makes no sense");
  if (config.mute == 3) throw std::invalid_argument("planted: something makes no sense");
  context.progress.Start("work", 1);
  if (config.rate == 2) throw linalg::Diverged("planted", 1, 1e300);
  if (config.late == 9 || config.late == 1000000)
    throw std::invalid_argument("planted: --late makes no sense, after hours");
  return config;
}

Judgement Find(const Config& config) {
  Judgement judgement = ToyJudgement();
  judgement.measured.values["inverse"] = 1 / config.rate;
  return judgement;
}

Table Tabulate(const Config& config) {
  Table table({{"x", Table::kReal}});
  table.Append(0 / config.rate);
  return table;
}

Figure Draw(const Config& config) {
  if (config.kind == "no_figure") return {};
  Figure figure{.title = config.kind == "bad_figure" ? "$x" : "x",
                .panels = {{.series = {{.x = {1, 2}, .y = {1, 2}}}}}};
  if (config.kind == "empty_figure") figure.panels[0].series[0].y = {1 / 0.0, 0 / 0.0};
  return figure;
}

Experiment Planted() {
  return Define<Config, Config>({.name = "planted",
                                 .summary = "Fails where it is told to.",
                                 .flags = AddFlags,
                                 .measure = Measure,
                                 .checks = {{ToyClaim(), Find}},
                                 .tables = {{"planted", Tabulate}},
                                 .figures = {{"planted", Draw}}});
}

TEST(FlagsOfTest, AreThoseDeclared) {
  const std::vector<FlagDomain> flags = FlagsOf(Planted());
  std::vector<std::string> told;
  for (const FlagDomain& f : flags) {
    told.push_back(f.flag + " " + std::to_string(static_cast<int>(f.kind)) + " " + f.least + " " + f.most);
  }
  EXPECT_EQ(told, (std::vector<std::string>{"--early 0 0 3", "--mute 0 0 3", "--late 0 1 1000000", "--list 2 1 5",
                                            "--reals 3 0.5 5", "--rate 1 0 2", "--kind 4  "}));
  EXPECT_EQ(flags.back().choices.size(), 4u);
}

// The control of all tests made of these cases: of every case that is generated, those planted are found, and no
// others.
TEST(FlagEndsTest, WhatIsPlantedIsFound) {
  std::set<std::string> faulty;
  const std::vector<EndsCase> cases = EndsOf(Planted(), {.also = {"--early 2 --late 2"}});
  for (const EndsCase& c : cases) {
    if (!FaultOf(c).empty()) faulty.insert(c.name);
  }
  EXPECT_EQ(faulty, (std::set<std::string>{"mute_3", "late_9", "late_1000000", "kind_bad_figure"}));
  // quick; early 0 1 2 3 (twice); late 1 2 3 5 9 17 1000000; list 1, 2, 5 and 1,5; reals .5, 5 and .5,5; rate 0 2;
  // four kinds; all least; the one besides.
  EXPECT_EQ(cases.size(), 1u + 4 + 4 + 7 + 4 + 3 + 2 + 4 + 1 + 1);
  for (const EndsCase& c : cases) {
    if (c.name == "late_9") {
      EXPECT_EQ(FaultOf(c), "fails: failed while it ran: planted: --late makes no sense, after hours");
    }
    if (c.name == "mute_3") {
      EXPECT_EQ(FaultOf(c), "is refused, and no flag is named: planted: something makes no sense");
    }
  }
}

TEST(FlagEndsTest, APlanCapsAndCheapens) {
  const std::vector<EndsCase> cases = EndsOf(Planted(), {.cheap = {{"--early", "2"}}, .capped = {{"--late", "3"}}});
  const auto named = [&](const std::string& name) {
    const auto at = std::find_if(cases.begin(), cases.end(), [&](const EndsCase& c) { return c.name == name; });
    return at == cases.end() ? std::vector<std::string>{} : at->flags;
  };
  EXPECT_EQ(named("late_3"), (std::vector<std::string>{"--late", "3", "--early", "2"}));
  EXPECT_EQ(named("early_1"), (std::vector<std::string>{"--early", "1"}));
  EXPECT_TRUE(named("late_1000000").empty());
  EXPECT_FALSE(named("all_flags_at_their_least").empty());
}

TEST(FlagEndsTest, APlanChoosesBothEnds) {
  std::vector<std::string> late, lists, kinds;
  for (const EndsCase& c :
       EndsOf(Planted(), {.capped = {{"--late", "2..9"}, {"--list", "3..4"}, {"--kind", "good"}}})) {
    if (c.name.starts_with("kind")) kinds.push_back(c.name);
    if (c.name.starts_with("late")) late.push_back(c.name);
    if (c.name.starts_with("list")) lists.push_back(c.name);
  }
  EXPECT_EQ(late, (std::vector<std::string>{"late_2", "late_9"}));
  EXPECT_EQ(lists, (std::vector<std::string>{"list_3", "list_4", "list_3_4"}));
  EXPECT_EQ(kinds, std::vector<std::string>{"kind_good"});
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Planted, FlagEnds,
                         testing::Values(EndsCase{"quick", Planted(), {}},
                                         EndsCase{"late_2", Planted(), {"--late", "2"}}),
                         NameOf);

}  // namespace hadamard_ntk::referee
