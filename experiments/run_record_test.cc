#include "experiments/run_record.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>

#include "files/files_for_test.h"

namespace hadamard_ntk::experiments {
namespace {

namespace fs = std::filesystem;

struct Config {
  int n = 100;
};

int next_n = 100;  // the default of Toy(), so that a test can change the settings

Claim Declared() {
  return {.id = "one",
          .where = "here",
          .statement = "n = n",
          .quantifiers = "one n",
          .refuted_by = "another n",
          .pass_condition = "equal",
          .subject = Subject::kExperiment};
}

Result Run(const Config& config, RunContext&) {
  Claim claim = Declared();
  claim.measured = {"equal", {{"difference", 0}}};
  claim.negative_control = {"n = n + 1", true};
  claim.positive_control = {"0 = 0", true};
  claim.replication = Replication{.differs = {"n: 5"}};
  claim.finding = Verdict::kConfirmed;
  claim.slack = 2.5;
  Table table({{"n", Table::kInteger}});
  table.Append(config.n);
  Result result{.claims = {claim}, .summary = "printed"};
  result.tables.push_back({"toy", table});
  result.tables.push_back({"toy_more", std::move(table)});
  result.figures.push_back({"toy", Figure{.title = "Toy", .panels = {{.series = {{.x = {1, 2}, .y = {1, 2}}}}}}});
  return result;
}

Experiment Toy() {
  return MakeExperiment<Config>({.name = "toy",
                                 .summary = "A toy.",
                                 .claims = {Declared()},
                                 .defaults = {.n = next_n},
                                 .quick = {.n = 5},
                                 .add_flags = [](CLI::App&, Config&) {},
                                 .to_json =
                                     [](const Config& c) {
                                       return Json{{"n", c.n}};
                                     },
                                 .run = Run});
}

class RunRecordTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = files::TestDirectory();
    next_n = 100;
  }

  void RunToy(const RunKey& key) const {
    RunRecord(directory_).Finished(Toy(), key, RunExperiment(Toy(), {.quick = key.quick, .seed = key.seed}), "cpu");
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
  EXPECT_EQ(section.figures[0].svg, outcome.files.write.back().contents);
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
  std::erase_if(outcome.files.write, [](const auto& file) { return file.name == "toy_more.csv"; });
  RunRecord(directory_).Finished(Toy(), key, outcome, "cpu");
  EXPECT_FALSE(fs::exists(directory_ / "toy" / "toy_more.csv"));
  EXPECT_TRUE(fs::exists(directory_ / "toy" / "toy.csv"));
  EXPECT_TRUE(fs::exists(directory_ / "toy" / "notes.txt"));
}

TEST_F(RunRecordTest, ARecordThatCannotBeReadIsReplacedWithAWarning) {
  const RunKey key{.git = "abc"};
  for (const char* text : {"", "{", "[]", "{\"schema\": \"other/1\"}", "{\"schema\": \"reproduce/1\"}"}) {
    RunToy(key);
    EXPECT_EQ(RunRecord(directory_).warning(), "");
    std::ofstream(directory_ / "reproduce.json") << text;
    EXPECT_NE(RunRecord(directory_).warning().find("is replaced"), std::string::npos) << text;
    EXPECT_EQ(Reason(key), "it has not run yet");
  }
  std::ofstream(directory_ / "reproduce.json")
      << "{\"schema\": \"reproduce/1\", \"experiments\": {\"toy\": 3}, \"seconds\": {\"toy\": []}}";
  EXPECT_EQ(Reason(key), "it has not run yet");
  EXPECT_EQ(RunRecord(directory_).LastSeconds("toy", false), 0);
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
}  // namespace hadamard_ntk::experiments
