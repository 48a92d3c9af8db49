#include "referee/report/run_record.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "files/files_testing.h"
#include "referee/toy_testing.h"

namespace hadamard_ntk::referee {
namespace {

namespace fs = std::filesystem;

// Of the defaults of Toy(), so that a test can change the settings.
int next_n = 100;
std::string next_path;

struct Config {
  int n = next_n;
  std::string path = next_path;
};

Declaration Declared() {
  Declaration claim = ToyClaim();
  claim.subject = Subject::kExperiment;
  return claim;
}

Judgement Find(const Config&) {
  Judgement judgement = ToyJudgement();
  judgement.replication = Replication{.differs = {"n: 5"}};
  judgement.slack = 2.5;
  return judgement;
}

Table Tabulate(const Config& config) {
  Table table({{"n", Table::kInteger}});
  table.Append(config.n);
  return table;
}

Figure Draw(const Config&) { return {.title = "Toy", .panels = {{.series = {{.x = {1, 2}, .y = {1, 2}}}}}}; }

Experiment Toy() {
  return Define<Config, Config>({.name = "toy",
                                 .summary = "A toy.",
                                 .quick = {.n = 5},
                                 .flags =
                                     [](Flags& flags, Config& config) {
                                       flags.Integer("--n", config.n, 0, 1000, "n");
                                       flags.Text("--path", config.path, "a path");
                                     },
                                 .measure = [](const Config& config, RunContext&) { return config; },
                                 .checks = {{Declared(), Find}},
                                 .tables = {{"toy", Tabulate}, {"toy_more", Tabulate}},
                                 .figures = {{"toy", Draw}},
                                 .text = [](const Config&) -> std::string { return "printed"; }});
}

class RunRecordTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = files::TestDirectory();
    next_n = 100;
    next_path.clear();
  }

  void RunToy(const RunKey& key) const { Record(key, RunExperiment(Toy(), {.quick = key.quick, .seed = key.seed})); }
  void Record(const RunKey& key, const RunOutcome& outcome) const {
    RunRecord record(directory_);
    EXPECT_EQ(record.Finished(Toy(), key, outcome, "cpu").failure, "");
    std::vector<DrawnFigure> figures = DrawFigures(outcome.result);
    record.Drawn(Toy(), figures);
  }
  // By a record read anew, as the next process does.
  std::string Reason(const RunKey& key) const { return RunRecord(directory_).ReasonToRun(Toy(), key); }

  fs::path directory_;
};

TEST_F(RunRecordTest, AFinishedRunNeedNotRunAgainUnlessSomethingDiffers) {
  const RunKey key{.git = "abc", .build = "x", .quick = false, .seed = 1};
  EXPECT_EQ(Reason(key), "it has not run yet");
  RunToy(key);
  EXPECT_EQ(Reason(key), "");
  EXPECT_EQ(Reason({.git = "abd", .build = "x"}), "it ran with another commit");
  EXPECT_EQ(Reason({.git = "abc", .build = "x", .quick = true}), "it ran without --quick");
  EXPECT_EQ(Reason({.git = "abc", .build = "x", .seed = 2}), "it ran with another seed");
  EXPECT_EQ(Reason({.git = "abc", .build = "y"}), "");  // a clean commit says all
  next_n = 7;
  EXPECT_EQ(Reason(key), "it ran with other settings");
}

TEST_F(RunRecordTest, WhereTheCommitDoesNotSayAllTheProgramCounts) {
  for (const char* git : {"abc-dirty", "unknown"}) {
    RunToy({.git = git, .build = "x"});
    EXPECT_EQ(Reason({.git = git, .build = "x"}), "");
    EXPECT_EQ(Reason({.git = git, .build = "y"}), "the program was changed");
  }
}

TEST_F(RunRecordTest, AFileThatIsMissingOrCutOrChangedIsAReasonToRun) {
  const RunKey key{.git = "abc"};
  for (const char* name : {"toy.json", "toy.csv", "toy.svg", "toy_more.csv"}) {
    RunToy(key);
    const fs::path path = directory_ / "toy" / name;
    ASSERT_EQ(Reason(key), "");
    fs::resize_file(path, fs::file_size(path) - 1);
    EXPECT_EQ(Reason(key), std::string("toy/") + name + " was changed");
    EXPECT_EQ(RunRecord(directory_).Section(Toy(), key).state, ReportSection::State::kNotRun);
    fs::remove(path);
    EXPECT_EQ(Reason(key), std::string("toy/") + name + " is missing");
  }
}

TEST_F(RunRecordTest, TheSectionReadFromFilesIsThatOfTheRun) {
  const RunKey key{.git = "abc", .seed = 3};
  RunToy(key);
  const ReportSection section = RunRecord(directory_).Section(Toy(), key);
  const RunOutcome outcome = RunExperiment(Toy(), {.seed = 3});
  EXPECT_EQ(section.state, ReportSection::State::kRan);
  ASSERT_EQ(section.claims.size(), 1u);
  EXPECT_EQ(ToJson(section.claims[0]), ToJson(outcome.result.claims[0]));
  EXPECT_EQ(section.claims[0].expected_verdict, Verdict::kConfirmed);
  ASSERT_EQ(section.figures.size(), 1u);
  EXPECT_EQ(section.figures[0].title, "Toy");
  EXPECT_EQ(section.figures[0].svg, DrawFigures(outcome.result)[0].svg);
  EXPECT_EQ(section.figures[0].text, "Toy. Panel.");
  EXPECT_EQ(section.figures[0].width, 840);
  EXPECT_EQ(section.files,
            (std::vector<std::string>{"toy/toy.csv", "toy/toy_more.csv", "toy/toy.json", "toy/toy.svg"}));
  EXPECT_EQ(section.text, "printed");
  EXPECT_EQ(section.processor, "cpu");
  EXPECT_EQ(section.origin["seed"], 3);
  EXPECT_EQ(RunRecord(directory_).Section(Toy(), {.git = "other"}).state, ReportSection::State::kNotRun);
}

TEST_F(RunRecordTest, AFailedRunRunsAgainAndTimesAreKept) {
  const RunKey key{.git = "abc"};
  RunToy(key);
  const double seconds = RunRecord(directory_).LastSeconds("toy", false);
  EXPECT_GT(seconds, 0);
  EXPECT_EQ(RunRecord(directory_).LastSeconds("toy", true), 0);
  RunRecord(directory_).Failed(Toy(), key, "no luck");
  EXPECT_EQ(Reason(key), "it failed");
  const ReportSection section = RunRecord(directory_).Section(Toy(), key);
  EXPECT_EQ(section.state, ReportSection::State::kFailed);
  EXPECT_EQ(section.failure, "no luck");
  EXPECT_EQ(RunRecord(directory_).LastSeconds("toy", false), seconds);
  RunToy(key);
  EXPECT_EQ(Reason(key), "");
}

TEST_F(RunRecordTest, FilesThatARunNoLongerMakesGo) {
  const RunKey key{.git = "abc"};
  RunToy(key);
  std::ofstream(directory_ / "toy" / "notes.txt") << "the user's";
  RunOutcome outcome = RunExperiment(Toy(), RunOptions{});
  std::erase_if(outcome.numbers.write, [](const auto& file) { return file.name == "toy_more.csv"; });
  Record(key, outcome);
  EXPECT_FALSE(fs::exists(directory_ / "toy" / "toy_more.csv"));
  EXPECT_TRUE(fs::exists(directory_ / "toy" / "toy.csv"));
  EXPECT_TRUE(fs::exists(directory_ / "toy" / "notes.txt"));
}

TEST_F(RunRecordTest, ARecordThatCannotBeUsedIsReplacedWithAWarningThatSaysWhy) {
  const RunKey key{.git = "abc"};
  const fs::path path = directory_ / "reproduce.json";
  RunToy(key);
  EXPECT_EQ(RunRecord(directory_).warning(), "");
  for (const std::string& text : {std::string(), std::string("{"), std::string("[]"), std::string(100000, '['),
                                  std::string("{\"schema\": \"reproduce/1\"}"), std::string("\0", 1)}) {
    std::ofstream(path) << text;
    EXPECT_EQ(RunRecord(directory_)
                  .warning()
                  .rfind("note: the record " + path.string() + " is not used and is replaced, because it is n", 0),
              0u)
        << RunRecord(directory_).warning();
    EXPECT_EQ(Reason(key), "it has not run yet");
  }
  // Nothing that waits, and nothing that fills the memory.
  fs::remove(path);
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_NE(RunRecord(directory_).warning().find("because it cannot be read"), std::string::npos);
  fs::remove(path);
  fs::create_directory(path);
  EXPECT_NE(RunRecord(directory_).warning().find("because it cannot be read"), std::string::npos);
  fs::remove(path);
  std::ofstream(path) << "";
  fs::resize_file(path, std::uintmax_t{1} << 40);  // sparse
  EXPECT_NE(RunRecord(directory_).warning().find("because it is larger than a record can be"), std::string::npos);
}

TEST_F(RunRecordTest, AnEntryThatCannotBeUsedRunsAgainAndSaysWhy) {
  const RunKey key{.git = "abc"};
  for (const bool missing : {true, false}) {
    RunToy(key);
    Json document = Json::parse(files::Contents(directory_ / "reproduce.json"));
    Json& entry = document["experiments"]["toy"];
    if (missing) {
      entry.erase("figures");
    } else {
      entry["figures"] = 3;
    }
    std::ofstream(directory_ / "reproduce.json") << document;
    EXPECT_EQ(Reason(key), missing ? "its record is not used, because 'figures' is missing"
                                   : "its record is not used, because 'figures' is no list");
    EXPECT_EQ(RunRecord(directory_).Section(Toy(), key).state, ReportSection::State::kNotRun);
    RunToy(key);
    EXPECT_EQ(Reason(key), "");
  }
}

TEST_F(RunRecordTest, ResultsThatCannotBeUsedRunAgainThoughTheirHashIsRight) {
  const RunKey key{.git = "abc"};
  struct Case {
    std::function<void(Json&)> spoil;
    std::string says;
  };
  for (const Case& c : std::vector<Case>{
           {[](Json& j) { j = 3; }, "is not of the schema toy/1"},
           {[](Json& j) { j["schema"] = "tow/1"; }, "is not of the schema toy/1"},
           {[](Json& j) { j["seconds"] = "long"; }, "has no 'seconds' of the right kind"},
           {[](Json& j) { j["seconds"] = 1e300; }, "has no 'seconds' of the right kind"},
           {[](Json& j) { j["build"] = Json::array(); }, "has no 'build' of the right kind"},
           {[](Json& j) { j["build"].erase("compiler"); }, "has no 'build' of the right kind"},
           {[](Json& j) { j.erase("config"); }, "has no 'config' of the right kind"},
           {[](Json& j) { j["claims"] = Json::object(); }, "has not the 1 claims of the experiment"},
           {[](Json& j) { j["claims"].push_back(j["claims"][0]); }, "has not the 1 claims of the experiment"},
           {[](Json& j) { j["claims"][0]["measured"]["values"] = 3; },
            "has no claim 'one' that can be read: claim 'one': "},
           {[](Json& j) { j["claims"][0] = nullptr; }, "has no claim 'one' that can be read: "},
           {[](Json& j) {
              for (int i = 0; i < 1000; ++i) j = Json::array({j});
            },
            "is nested more than 64 deep"}}) {
    RunOutcome outcome = RunExperiment(Toy(), RunOptions{});
    c.spoil(outcome.document);
    outcome.numbers.write.back().contents = outcome.document.dump();
    Record(key, outcome);
    EXPECT_EQ(Reason(key).rfind("toy/toy.json is not used, because it " + c.says, 0), 0u) << Reason(key);
    EXPECT_EQ(RunRecord(directory_).Section(Toy(), key).state, ReportSection::State::kNotRun);
  }
}

TEST_F(RunRecordTest, WhatIsNotDrawnIsMissingWithItsReasonAndNoReasonToRun) {
  const RunKey key{.git = "abc"};
  RunToy(key);
  RunOutcome outcome = RunExperiment(Toy(), RunOptions{});
  outcome.result.figures[0].figure.panels.clear();
  RunRecord record(directory_);
  record.Finished(Toy(), key, outcome, "cpu");
  EXPECT_FALSE(fs::exists(directory_ / "toy" / "toy.svg"));  // the old one does not show the new numbers
  EXPECT_EQ(Reason(key), "");                                // a program that ends here has lost nothing else
  EXPECT_EQ(RunRecord(directory_).Section(Toy(), key).figures[0].note, "the program ended before it was drawn");
  std::vector<DrawnFigure> figures = DrawFigures(outcome.result);
  record.Drawn(Toy(), figures);
  EXPECT_EQ(Reason(key), "");
  const ReportSection section = RunRecord(directory_).Section(Toy(), key);
  EXPECT_FALSE(section.figures[0].svg);
  EXPECT_EQ(section.figures[0].note, "CheckFigure: no panels");
}

TEST_F(RunRecordTest, SettingsWithBytesThatAreNoUtf8AreTheSameWhenTheyComeBack) {
  const RunKey key{.git = "abc"};
  next_path = "caf\xe9";
  RunToy(key);
  EXPECT_EQ(Reason(key), "");
  next_path = "cafe";
  EXPECT_EQ(Reason(key), "it ran with other settings");
}

TEST_F(RunRecordTest, NumbersThatCannotBeWrittenAreElsewhereAndTheRecordStays) {
  const RunKey key{.git = "abc"};
  fs::create_directories(directory_ / "toy" / "toy.csv");
  RunRecord record(directory_);
  const Written written = record.Finished(Toy(), key, RunExperiment(Toy(), RunOptions{}), "cpu");
  EXPECT_NE(written.failure.find("toy.csv: Is a directory; the numbers are in "), std::string::npos) << written.failure;
  EXPECT_TRUE(fs::exists(written.directory / "toy.csv"));
  EXPECT_EQ(record.ReasonToRun(Toy(), key), "it has not run yet");
  fs::remove_all(written.directory);
}

TEST(JudgedClaimTest, RefusesAnotherClaimAndWhatIsNoClaim) {
  const Json judged = ToJson(RunExperiment(Toy(), RunOptions{}).result.claims[0]);
  EXPECT_EQ(ToJson(JudgedClaim(Declared(), judged)), judged);
  for (const std::function<void(Json&)>& spoil : std::vector<std::function<void(Json&)>>{
           [](Json& j) { j["id"] = "two"; }, [](Json& j) { j.erase("measured"); },
           [](Json& j) { j["verdict"] = "perhaps"; }, [](Json& j) { j["negative_control"]["rejected"] = "yes"; },
           [](Json& j) { j.erase("positive_control"); }, [](Json& j) { j["replication"]["differs"] = 3; },
           [](Json& j) { j = Json::array(); }}) {
    Json spoilt = judged;
    spoil(spoilt);
    EXPECT_THROW(JudgedClaim(Declared(), spoilt), std::invalid_argument) << spoilt;
  }
}

}  // namespace
}  // namespace hadamard_ntk::referee
