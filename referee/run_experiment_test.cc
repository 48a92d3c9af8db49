#include "referee/run_experiment.h"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "referee/toy_testing.h"

namespace hadamard_ntk::referee {
namespace {

struct Config {
  int n = 100;
};

struct Evidence {
  int n, threads, concurrency;
};

Judgement Judge(const Evidence&) { return ToyJudgement(); }

Evidence Measure(const Config& config, RunContext& context) {
  context.progress.Start("one step", 1);
  const auto limit = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  return {config.n, context.threads, static_cast<int>(limit)};
}

Table Tabulate(const Evidence& evidence) {
  Table table({{"n", Table::kInteger}});
  table.Append(evidence.n);
  return table;
}

Experiment Whole() {
  return Define<Config, Evidence>(
      {.name = "toy",
       .summary = "A toy.",
       .quick = {.n = 5},
       .flags = [](Flags& flags, Config& config) { flags.Integer("--n", config.n, 0, 1000, "n"); },
       .measure = Measure,
       .checks = {{ToyClaim("one"), Judge}, {ToyClaim("two"), Judge}},
       .tables = {{"toy", Tabulate}},
       .figures = {{"toy",
                    [](const Evidence&) {
                      return Figure{.panels = {{.series = {{.x = {1, 2}, .y = {1, 2}}}}}};
                    }}},
       .extra =
           [](const Evidence& evidence) {
             return Json{{"concurrency", evidence.concurrency}, {"told", evidence.threads}};
           },
       .data_sha256 =
           [](const Evidence&) {
             return Json{{"file", "abc"}};
           }});
}

// What a test wants spoiled in an otherwise good result.
std::function<void(Result&)>& Spoil() {
  static std::function<void(Result&)> spoil;
  return spoil;
}

class Spoilt final : public ConfiguredExperiment {
 public:
  explicit Spoilt(std::unique_ptr<ConfiguredExperiment> whole) : whole_(std::move(whole)) {}
  void AddFlags(CLI::App& app) override { whole_->AddFlags(app); }
  Json ConfigJson() const override { return whole_->ConfigJson(); }
  Result Run(RunContext& context) const override {
    Result result = whole_->Run(context);
    if (Spoil()) Spoil()(result);
    return result;
  }

 private:
  std::unique_ptr<ConfiguredExperiment> whole_;
};

Experiment Toy() {
  Experiment toy = Whole();
  toy.configure = [](bool quick) { return std::make_unique<Spoilt>(Whole().configure(quick)); };
  return toy;
}

class RunExperimentTest : public testing::Test {
 protected:
  void TearDown() override { Spoil() = nullptr; }
};

TEST_F(RunExperimentTest, TheDocumentHasSchemaProvenanceExtrasAndClaims) {
  const RunOutcome outcome =
      RunExperiment(Toy(), {.quick = true, .seed = 42, .threads = 1, .git = "abc", .command = "toy --quick"});
  std::string keys;
  for (const auto& [key, value] : outcome.document.items()) keys += key + " ";
  EXPECT_EQ(keys, "schema git command config seed threads data_sha256 started seconds build concurrency told claims ");
  EXPECT_EQ(outcome.document["schema"], "toy/1");
  EXPECT_EQ(outcome.document["git"], "abc");
  EXPECT_EQ(outcome.document["command"], "toy --quick");
  EXPECT_EQ(outcome.document["config"], (Json{{"n", 5}, {"quick", true}}));
  EXPECT_EQ(outcome.document["seed"], 42);
  EXPECT_EQ(outcome.document["threads"], 1);
  EXPECT_EQ(outcome.document["data_sha256"], (Json{{"file", "abc"}}));
  ASSERT_EQ(outcome.document["claims"].size(), 2u);
  EXPECT_EQ(outcome.document["claims"][1], ToJson(outcome.result.claims[1]));
  EXPECT_TRUE(outcome.as_expected());
  EXPECT_EQ(RunExperiment(Toy(), RunOptions{}).document["config"]["n"], 100);
}

TEST_F(RunExperimentTest, TbbIsLimitedToTheThreadsOfTheRun) {
  for (const int threads : {1, 2}) {
    const RunOutcome outcome = RunExperiment(Toy(), {.threads = threads});
    EXPECT_EQ(outcome.document["concurrency"], threads);
    EXPECT_EQ(outcome.document["told"], threads);
  }
  EXPECT_GE(RunExperiment(Toy(), {.threads = 0}).document["told"].get<int>(), 1);
}

TEST_F(RunExperimentTest, TheNumbersAreTheTablesAndTheDocument) {
  const RunOutcome outcome = RunExperiment(Toy(), RunOptions{});
  ASSERT_EQ(outcome.numbers.write.size(), 2u);
  EXPECT_EQ(outcome.numbers.write[0].name, "toy.csv");
  EXPECT_EQ(outcome.numbers.write[0].contents, "n\n100\n");
  EXPECT_EQ(outcome.numbers.write[1].name, "toy.json");
  EXPECT_EQ(Json::parse(outcome.numbers.write[1].contents), outcome.document);
  EXPECT_EQ(outcome.numbers.remove, std::vector<std::string>{"toy.svg"});  // an old one does not show these numbers
  EXPECT_TRUE(outcome.notes.empty());
}

TEST_F(RunExperimentTest, OtherFilesAreWrittenWithTheNumbers) {
  Spoil() = [](Result& result) { result.files.push_back({"toy_net.ckpt", "weights"}); };
  const RunOutcome outcome = RunExperiment(Toy(), RunOptions{});
  ASSERT_EQ(outcome.numbers.write.size(), 3u);
  EXPECT_EQ(outcome.numbers.write[1].name, "toy_net.ckpt");
  EXPECT_EQ(outcome.numbers.write[1].contents, "weights");
}

TEST_F(RunExperimentTest, TheProgressGoesToTheSinkIfThereIsOne) {
  std::string shown;
  RunExperiment(Toy(), {.progress_sink = [&](const std::string& text) { shown += text; }});
  EXPECT_NE(shown.find("\r\033[Kone step: 0 %"), std::string::npos) << shown;
}

TEST_F(RunExperimentTest, AnUnexpectedVerdictShows) {
  Spoil() = [](Result& r) { r.claims[1].negative_control.rejected = false; };
  const RunOutcome outcome = RunExperiment(Toy(), RunOptions{});
  EXPECT_FALSE(outcome.as_expected());
  EXPECT_EQ(outcome.document["claims"][1]["verdict"], "inconclusive");
}

TEST_F(RunExperimentTest, NothingThatIsNotFiniteOrNoUtf8LosesARun) {
  Spoil() = [](Result& r) {
    r.extra["slope"] = std::numeric_limits<double>::quiet_NaN();
    r.extra["path"] = "caf\xe9";
    r.data_sha256 = {{"caf\xe9", "abc"}};
    r.claims[0].measured.values["bound"] = std::numeric_limits<double>::infinity();
    r.claims[1].slack = std::numeric_limits<double>::infinity();
    Table table({{"mu", Table::kReal}});
    table.Append(std::numeric_limits<double>::quiet_NaN());
    r.tables.push_back({"toy_more", std::move(table)});
  };
  const RunOutcome outcome = RunExperiment(Toy(), {.command = "toy --x caf\xe9"});
  EXPECT_EQ(outcome.notes,
            (std::vector<std::string>{
                "note: claim 'two': its slack is not finite and is left out",
                "note: toy_more.csv: column 'mu' has 1 value that is not finite, the first in row 0 (from 0)"}));
  const Json written = Json::parse(outcome.numbers.write.back().contents);
  EXPECT_EQ(written["slope"], "NaN");
  EXPECT_EQ(written["path"], "caf\uFFFD");
  EXPECT_EQ(written["data_sha256"], (Json{{"caf\uFFFD", "abc"}}));
  EXPECT_EQ(written["claims"][0]["measured"]["values"]["bound"], "Infinity");
  EXPECT_FALSE(written["claims"][1]["measured"].contains("slack"));
}

TEST_F(RunExperimentTest, AConfigurationIsRefusedBeforeTheWorkOrNotAtAll) {
  for (const bool before : {true, false}) {
    Experiment experiment = Toy();
    experiment.configure = [before](bool) -> std::unique_ptr<ConfiguredExperiment> {
      class Refusing final : public ConfiguredExperiment {
       public:
        explicit Refusing(bool before) : before_(before) {}
        void AddFlags(CLI::App&) override {}
        Json ConfigJson() const override { return Json::object(); }
        Result Run(RunContext& context) const override {
          if (!before_) context.progress.Start("hours", 1);
          throw std::domain_error("--n makes no sense");
        }

       private:
        bool before_;
      };
      return std::make_unique<Refusing>(before);
    };
    try {
      RunExperiment(experiment, RunOptions{});
      ADD_FAILURE();
    } catch (const std::domain_error& error) {
      EXPECT_TRUE(before);
      EXPECT_STREQ(error.what(), "--n makes no sense");
    } catch (const std::runtime_error& error) {
      EXPECT_FALSE(before);
      EXPECT_STREQ(error.what(), "failed while it ran: --n makes no sense");
    }
  }
}

using RunExperimentDeathTest = RunExperimentTest;

TEST_F(RunExperimentDeathTest, AResultThatIsNotWholeAborts) {
  struct Case {
    std::function<void(Result&)> spoil;
    const char* says;
  };
  const std::vector<Case> cases = {
      {[](Result& r) { r.claims[0].measured.text = ""; }, "'measured' has no text"},
      {[](Result& r) { r.tables[0].stem = "other"; }, "no table 'toy'"},
      {[](Result& r) { r.tables[0].stem = "../toy"; }, "stem"},
      {[](Result& r) { r.tables.push_back(r.tables[0]); }, "two tables 'toy'"},
      {[](Result& r) { r.figures[0].stem = "other"; }, "figure 'other' without a table"},
      {[](Result& r) { r.figures.push_back(r.figures[0]); }, "two figures 'toy'"},
      {[](Result& r) {
         r.files.push_back({"toy.csv", ""});
       },
       "a file's name is 'toy.csv'"},
      {[](Result& r) {
         r.files.push_back({"../toy.ckpt", ""});
       },
       "a file's name is '../toy.ckpt'"},
      {[](Result& r) {
         r.files.resize(2, {"toy.ckpt", ""});
       },
       "a file's name is 'toy.ckpt'"},
      {[](Result& r) { r.extra["seed"] = 1; }, "the JSON key 'seed' is taken"},
  };
  for (const Case& c : cases) {
    Spoil() = c.spoil;
    EXPECT_DEATH(RunExperiment(Toy(), RunOptions{}), c.says);
  }
}

TEST_F(RunExperimentDeathTest, ABadDeclarationAborts) {
  Experiment experiment = Toy();
  experiment.claims.clear();
  EXPECT_DEATH(RequireWellDeclared(experiment), "checks no claim");
  experiment = Toy();
  experiment.claims[1].id = "one";
  EXPECT_DEATH(RequireWellDeclared(experiment), "two claims 'one'");
  experiment = Toy();
  experiment.claims[1].statement = "";
  EXPECT_DEATH(RequireWellDeclared(experiment), "'statement' is empty");
  experiment = Toy();
  experiment.name = "To y";
  EXPECT_DEATH(RequireWellDeclared(experiment), "a name is made of");
}

}  // namespace
}  // namespace hadamard_ntk::referee
