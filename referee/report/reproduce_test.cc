#include "referee/report/reproduce.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "files/files_testing.h"
#include "linalg/diverged.h"
#include "linalg/thrown_testing.h"
#include "referee/program/flags.h"
#include "referee/toy_testing.h"

namespace hadamard_ntk::referee {
namespace {

namespace fs = std::filesystem;

struct NoConfig {};
enum class Mood { kWell, kFails, kDiverges, kSurprises };
struct Evidence {
  Mood mood;
};

std::map<std::string, Mood> moods;
std::map<std::string, int> runs;  // of each experiment
std::function<void()> spoil;      // what happens while "two" runs

// Three experiments one, two, three with a claim one_claim, ... each.
const std::string kNames[] = {"one", "two", "three"};

template <int number>
Evidence Measure(const NoConfig&, RunContext& context) {
  const std::string& name = kNames[number];
  ++runs[name];
  if (name == "two" && spoil) spoil();
  context.progress.Start("steps", 2);
  context.progress.Advance();
  if (moods[name] == Mood::kFails) throw std::runtime_error("no luck");
  if (moods[name] == Mood::kDiverges) throw linalg::Diverged("it", 3, 1e300);
  return {moods[name]};
}

Judgement Find(const Evidence& evidence) {
  return ToyJudgement(evidence.mood == Mood::kSurprises ? Verdict::kContradicted : Verdict::kConfirmed);
}

Table Tabulate(const Evidence&) {
  Table table({{"x", Table::kInteger}});
  table.Append(1);
  return table;
}

template <int number>
Experiment Toy() {
  return Define<NoConfig, Evidence>({.name = kNames[number],
                                     .summary = "A toy.",
                                     .measure = Measure<number>,
                                     .checks = {{ToyClaim(kNames[number] + "_claim"), Find}},
                                     .tables = {{kNames[number], Tabulate}}});
}

std::vector<Experiment> Toys() { return {Toy<0>(), Toy<1>(), Toy<2>()}; }

class ReproduceTest : public testing::Test {
 protected:
  void SetUp() override {
    options_.directory = files::TestDirectory();
    options_.run.git = "abc";
    options_.say = [this](const std::string& line) { said_ += line + "\n"; };
    moods.clear();
    runs.clear();
    spoil = nullptr;
  }
  Reproduced Run() { return Reproduce(Toys(), options_); }
  std::string Page() const { return files::Contents(options_.directory / "report.html"); }
  bool Says(const std::string& text) const { return said_.find(text) != std::string::npos; }

  ReproduceOptions options_;
  std::string said_;
};

using Runs = std::map<std::string, int>;
using State = ReportSection::State;

TEST_F(ReproduceTest, RunsEverythingOnceAndFreshAgain) {
  const Reproduced first = Run();
  EXPECT_TRUE(first.as_expected);
  EXPECT_FALSE(first.diverged);
  EXPECT_EQ(runs, (Runs{{"one", 1}, {"two", 1}, {"three", 1}}));
  EXPECT_TRUE(Says("[2/3] two: done in 0 s: two_claim confirmed"));
  for (const char* name : {"one", "two", "three"}) {
    EXPECT_TRUE(fs::exists(options_.directory / name / (std::string(name) + ".csv")));
    EXPECT_NE(Page().find("id=\"experiment-" + std::string(name) + "\""), std::string::npos);
  }
  EXPECT_TRUE(Run().as_expected);
  EXPECT_EQ(runs, (Runs{{"one", 1}, {"two", 1}, {"three", 1}}));
  EXPECT_TRUE(Says("three: up to date, not run again"));
  options_.run.git = "abd";
  Run();
  EXPECT_EQ(runs, (Runs{{"one", 2}, {"two", 2}, {"three", 2}}));
  options_.fresh = true;
  Run();
  EXPECT_EQ(runs, (Runs{{"one", 3}, {"two", 3}, {"three", 3}}));
}

TEST_F(ReproduceTest, AnExperimentThatThrowsIsReportedAndTheOthersRun) {
  moods = {{"one", Mood::kDiverges}, {"two", Mood::kFails}};
  const Reproduced first = Run();
  EXPECT_FALSE(first.as_expected);
  EXPECT_TRUE(first.diverged);
  EXPECT_EQ(runs, (Runs{{"one", 1}, {"two", 1}, {"three", 1}}));
  EXPECT_EQ(first.report.sections[0].state, State::kFailed);
  EXPECT_EQ(first.report.sections[1].failure, "no luck");
  EXPECT_EQ(first.report.sections[2].state, State::kRan);
  EXPECT_NE(Page().find("<strong>The run failed:</strong> it diverged at step 3"), std::string::npos);
  // Repaired, they run, and only they.
  moods.clear();
  const Reproduced second = Run();
  EXPECT_TRUE(second.as_expected);
  EXPECT_FALSE(second.diverged);
  EXPECT_EQ(runs, (Runs{{"one", 2}, {"two", 2}, {"three", 1}}));
  EXPECT_EQ(Page().find("The run failed"), std::string::npos);
}

TEST_F(ReproduceTest, AVerdictThatWasNotExpectedShows) {
  moods = {{"two", Mood::kSurprises}};
  EXPECT_FALSE(Run().as_expected);
  EXPECT_TRUE(Says("two_claim contradicted (expected: confirmed)"));
  EXPECT_FALSE(Run().as_expected);  // nor when it is read from the record
  EXPECT_EQ(runs["two"], 1);
}

TEST_F(ReproduceTest, OnlyRunsWhatIsAskedForAndShowsWhatThereIs) {
  options_.selection.only = {"two"};
  const Reproduced first = Run();
  EXPECT_TRUE(first.as_expected);
  EXPECT_EQ(runs, (Runs{{"two", 1}}));
  EXPECT_EQ(first.report.sections[0].state, State::kNotRun);
  EXPECT_EQ(first.report.sections[1].state, State::kRan);
  options_.selection.only = {"three_claim"};
  const Reproduced second = Run();
  EXPECT_EQ(runs, (Runs{{"two", 1}, {"three", 1}}));
  EXPECT_EQ(second.report.sections[1].state, State::kRan);
  options_.selection.only = {"two", "four"};
  EXPECT_EQ(MessageOf<FlagError>([&] { Run(); }), "--only: must be a claim or one of one, two, three (got 'four')");
}

TEST_F(ReproduceTest, TheTimeLeftComesFromEarlierRuns) {
  Run();
  EXPECT_TRUE(Says("[1/3] one: runs, since it has not run yet\n")) << said_;
  said_.clear();
  options_.fresh = true;
  Run();
  EXPECT_TRUE(Says("[1/3] one: runs, since --fresh; all: 0 s left")) << said_;
}

TEST_F(ReproduceTest, TheProgressLineTellsOfTheWhole) {
  std::string shown;
  Run();
  options_.fresh = true;
  options_.run.progress_sink = [&](const std::string& text) { shown += text; };
  Run();
  EXPECT_NE(shown.find("\r\033[K[1/3] steps: 0 %; all: 0 s left"), std::string::npos) << shown;
  EXPECT_EQ(shown.substr(shown.size() - 4), "\r\033[K");  // nothing is left on the line
  EXPECT_EQ(ProgressOfAll("\r\033[K", "[1/3] ", "1 s left"), "\r\033[K");
  EXPECT_EQ(ProgressOfAll("\r\033[Ka", "[1/3] ", ""), "\r\033[K[1/3] a");
}

TEST_F(ReproduceTest, APlaceThatTakesNothingIsFoundBeforeAnythingRuns) {
  for (const char* name : {"two", "report.html", "reproduce.json", "three/three.json", "one/one.csv"}) {
    const bool file = std::string(name) == "two";
    const fs::path path = options_.directory / name;
    fs::remove_all(path);
    fs::create_directories(file ? path.parent_path() : path);
    if (file) std::ofstream(path) << "a file where a directory is needed";
    EXPECT_PRED_FORMAT2(testing::IsSubstring, name, MessageOf<FlagError>([&] { Run(); }));
    EXPECT_TRUE(runs.empty());
    fs::remove_all(path);
  }
  EXPECT_TRUE(Run().as_expected);
  EXPECT_EQ(runs, (Runs{{"one", 1}, {"two", 1}, {"three", 1}}));
}

TEST_F(ReproduceTest, ResultsThatCannotBeWrittenAreElsewhereAndAnErrorNotAFailure) {
  // While it runs, a directory gets in the way.
  spoil = [this] { fs::create_directories(options_.directory / "two" / "two.csv"); };
  try {
    Run();
    FAIL();
  } catch (const std::runtime_error& error) {
    const std::string says = error.what(), lead = "the numbers are in ";
    ASSERT_NE(says.find(lead), std::string::npos) << says;
    const std::size_t begin = says.find(lead) + lead.size();
    const fs::path elsewhere = says.substr(begin, says.find(" instead") - begin);
    EXPECT_EQ(files::Contents(elsewhere / "two.csv"), "x\n1\n");
    fs::remove_all(elsewhere);
  }
  EXPECT_TRUE(Says("[2/3] two: done in 0 s: two_claim confirmed"));  // what was found is told
  EXPECT_EQ(runs, (Runs{{"one", 1}, {"two", 1}}));
  fs::remove_all(options_.directory / "two");
  spoil = nullptr;
  EXPECT_TRUE(Run().as_expected);
  EXPECT_EQ(runs, (Runs{{"one", 1}, {"two", 2}, {"three", 1}}));
}

// A record or a result that makes no sense has its experiment run again, and stops nothing.
TEST_F(ReproduceTest, WhateverIsInTheRecordEverythingRuns) {
  Run();
  for (const std::string& text :
       {std::string("{"), std::string(1000000, '['), std::string("{\"schema\": \"reproduce/2\"}")}) {
    runs.clear();
    said_.clear();
    std::ofstream(options_.directory / "reproduce.json") << text;
    EXPECT_TRUE(Run().as_expected);
    EXPECT_TRUE(Says("note: the record ")) << said_;
    EXPECT_EQ(runs, (Runs{{"one", 1}, {"two", 1}, {"three", 1}}));
  }
  runs.clear();
  Json record = Json::parse(files::Contents(options_.directory / "reproduce.json"));
  record["experiments"]["two"].erase("figures");
  std::ofstream(options_.directory / "reproduce.json") << record;
  EXPECT_TRUE(Run().as_expected);
  EXPECT_EQ(runs, (Runs{{"two", 1}}));
  EXPECT_TRUE(Says("two: runs, since its record is not used, because 'figures' is missing")) << said_;
}

}  // namespace
}  // namespace hadamard_ntk::referee
