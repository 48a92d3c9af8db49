#include "referee/experiment_main.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <thread>

#include "files/files_testing.h"
#include "referee/demo_experiment.h"
#include "referee/program/json.h"
#include "referee/program/program_testing.h"

namespace hadamard_ntk::referee {
namespace {

namespace fs = std::filesystem;

class ExperimentMainTest : public ProgramTest {
 protected:
  ExperimentMainTest() : ProgramTest("referee/demo_experiment") {}

  // Name -> contents of every file below the test's directory.
  std::map<std::string, std::string> Files() const {
    std::map<std::string, std::string> contents;
    for (const auto& entry : fs::recursive_directory_iterator(directory_)) {
      if (entry.is_regular_file()) contents[fs::relative(entry.path(), directory_)] = files::Contents(entry.path());
    }
    return contents;
  }
};

TEST_F(ExperimentMainTest, WritesItsFilesWhereTheUserCalledAndPrintsTheVerdict) {
  const ProgramOutcome outcome = Run({"--n", "10,100:102", "--seed", "7", "--threads=1"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_EQ(outcome.errors, "");  // standard error is no terminal: no progress
  for (const char* text : {"The remainder falls like 1/n.", "basel_remainder", "confirmed", "demo_experiment.svg"}) {
    EXPECT_NE(outcome.output.find(text), std::string::npos) << text;
  }
  auto files = Files();
  ASSERT_EQ(files.size(), 3u);
  const std::string table = files["results/demo_experiment/demo_experiment.csv"];
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 5);
  EXPECT_NE(table.find("\n102,"), std::string::npos) << table;
  const Json document = Json::parse(files["results/demo_experiment/demo_experiment.json"]);
  EXPECT_EQ(document["schema"], "demo_experiment/1");
  EXPECT_EQ(document["command"], "demo_experiment --n 10,100:102 --seed 7 --threads=1");
  EXPECT_EQ(document["config"]["n"], (std::vector<int>{10, 100, 101, 102}));
  EXPECT_EQ(document["seed"], 7);
  EXPECT_EQ(document["threads"], 1);
  EXPECT_FALSE(document["git"].get<std::string>().empty());
  EXPECT_EQ(document["claims"][0]["verdict"], "confirmed");
  EXPECT_EQ(files["results/demo_experiment/demo_experiment.svg"].rfind("<?xml", 0), 0u);
}

TEST_F(ExperimentMainTest, QuickChangesTheDefaultsThatOtherFlagsChange) {
  const auto n_of = [&](std::vector<std::string> flags) {
    flags.insert(flags.end(), {"--out", "x"});
    EXPECT_EQ(Run(flags).exit_code, 0);
    return Json::parse(Files()["x/demo_experiment.json"])["config"];
  };
  EXPECT_EQ(n_of({}), (Json{{"n", {10, 100, 1000, 10000}}, {"behave", "well"}, {"quick", false}}));
  EXPECT_EQ(n_of({"--quick"}), (Json{{"n", {10, 100}}, {"behave", "well"}, {"quick", true}}));
  EXPECT_EQ(n_of({"--n", "30", "--quick"}), (Json{{"n", {30}}, {"behave", "well"}, {"quick", true}}));
}

TEST_F(ExperimentMainTest, Help) {
  const ProgramOutcome outcome = Run({"--help"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.errors, "");
  for (const char* text : {"--n", "--out", "--seed", "--threads", "--quick", "basel_remainder"}) {
    EXPECT_NE(outcome.output.find(text), std::string::npos) << text;
  }
  EXPECT_TRUE(Files().empty());
}

TEST_F(ExperimentMainTest, BadFlagsAreOneLineThatNamesFlagAndValueAndExitCodeTwo) {
  std::ofstream(directory_ / "file") << "not a directory";
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"--n", "0"}, "--n: must be a list like 2,3,9 or 1:20 of integers from 1 to 1000000 (got '0')"},
      {{"--n", "3,x"}, "--n: must be a list like 2,3,9 or 1:20 of integers from 1 to 1000000 (got 'x')"},
      {{"--n"}, "--n: needs a value (got '')"},
      {{"--n", "1", "--n", "2"}, "--n: is given more than once (got '1 2')"},
      {{"--behave", "oddly"},
       "--behave: must be one of well|surprise|invisible|misconfigured|diverge|fail|hang (got 'oddly')"},
      {{"--bogus"}, "--bogus: no such flag, see --help (got '--bogus')"},
      {{"--bogus", "3"}, "--bogus: no such flag, see --help (got '--bogus 3')"},
      {{"--bogus=3"}, "--bogus: no such flag, see --help (got '--bogus=3')"},
      {{"--thread", "2"}, "--thread: no such flag; did you mean --threads? (got '--thread 2')"},
      {{"--quick=0"}, "--quick: takes no value (got '0')"},
      {{"--quick=false"}, "--quick: takes no value (got 'false')"},
      {{"--quick="}, "--quick: takes no value (got '')"},
      {{"--help=3"}, "--help: takes no value (got '3')"},
      {{"-h=3"}, "-h: takes no value (got '3')"},
      {{"--n", "\x1b[2J\n\x9b"},
       "--n: must be a list like 2,3,9 or 1:20 of integers from 1 to 1000000 (got '\\x1b[2J\\x0a\\x9b')"},
      {{"\x1b]0;"}, "\\x1b]0;: belongs to no flag, see --help (got '\\x1b]0;')"},
      {{"--\x07"}, "--\\x07: no such flag, see --help (got '--\\x07')"},
      {{"stray"}, "stray: belongs to no flag, see --help (got 'stray')"},
      {{"--threads", "-1"}, "--threads: must be an integer from 0 to 4096 (got '-1')"},
      {{"--seed", "1.5"}, "--seed: must be an integer from 0 to 18446744073709551615 (got '1.5')"},
      {{"--out", "file/below"},
       "--out: cannot make the directory " + (directory_ / "file/below").string() +
           ": Not a directory (got 'file/below')"},
      {{"--behave", "misconfigured"}, "DemoExperiment: --behave makes no sense (really)"},
  };
  for (const auto& [flags, says] : cases) {
    const ProgramOutcome outcome = Run(flags);
    EXPECT_EQ(outcome.exit_code, 2) << says;
    EXPECT_EQ(outcome.errors, "error: " + says + "\n");
    EXPECT_EQ(outcome.output, "");
  }
  EXPECT_EQ(Files().size(), 1u);
}

TEST_F(ExperimentMainTest, OtherEndsHaveOtherCodes) {
  EXPECT_EQ(Run({"--behave", "surprise"}).exit_code, 1);
  const ProgramOutcome diverged = Run({"--behave", "diverge"});
  EXPECT_EQ(diverged.exit_code, 3);
  EXPECT_EQ(diverged.errors, "error: demo diverged at step 17: loss 1e+300\n");
  const ProgramOutcome failed = Run({"--behave", "fail"});
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_EQ(failed.errors, "error: the machine is on fire\n");
}

TEST_F(ExperimentMainTest, WhateverGoesWrongLeavesEarlierResultsAlone) {
  ASSERT_EQ(Run({}).exit_code, 0);
  const auto before = Files();
  ASSERT_EQ(before.size(), 3u);
  EXPECT_EQ(Run({"--behave", "fail"}).exit_code, 1);
  EXPECT_EQ(Run({"--behave", "diverge"}).exit_code, 3);
  for (const auto& [signal, code] : {std::pair{"INT", 130}, {"TERM", 143}}) {
    const ProgramOutcome interrupted = Run({"--behave", "hang"}, {"timeout", "--preserve-status", "-s", signal, "1"});
    EXPECT_EQ(interrupted.exit_code, code);
    EXPECT_EQ(interrupted.errors, "interrupted: no result was written, and earlier ones are as they were\n");
  }
  // A limit of files to 600 kB stands in for a full disk.  (The thread sanitizer needs half a megabyte for itself.)
  const std::vector<std::string> limited = {"prlimit", "--fsize=600000", "env", "TEST_TMPDIR=/nonexistent"};
  const ProgramOutcome full = Run({"--n", "1:30000"}, limited);
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_NE(full.errors.find("File too large; and elsewhere: cannot write "), std::string::npos) << full.errors;
  // What was found is told all the same, with all its numbers.
  EXPECT_NE(full.output.find("basel_remainder"), std::string::npos);
  EXPECT_NE(full.output.find("\"schema\": \"demo_experiment/1\""), std::string::npos);
  EXPECT_EQ(Files(), before);
  // The comparison sees a change.
  ASSERT_EQ(Run({"--n", "50"}).exit_code, 0);
  EXPECT_NE(Files(), before);
}

TEST_F(ExperimentMainTest, OneRunInOneDirectory) {
  const pid_t first = fork();
  if (first == 0) {
    execl(binary_.c_str(), binary_.c_str(), "--behave", "hang", static_cast<char*>(nullptr));
    _exit(127);
  }
  // Until the first has its lock, which a second that came earlier would keep from it.
  std::string holder = std::to_string(first);
  holder = ' ' + holder + ' ';
  for (int tries = 0; tries < 1000 && files::Contents("/proc/locks").find(holder) == std::string::npos; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const ProgramOutcome second = Run({});
  EXPECT_EQ(second.exit_code, 2);
  EXPECT_EQ(second.errors, "error: --out: another run is writing into it (got 'results/demo_experiment')\n");
  EXPECT_EQ(Run({"--out", "elsewhere"}).exit_code, 0);
  kill(first, SIGKILL);  // the lock goes with it
  int status = 0;
  waitpid(first, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(Run({}).exit_code, 0);
}

TEST_F(ExperimentMainTest, AClosedStandardOutputLosesNoResult) {
  ASSERT_EQ(Run({"--out", "x"}).exit_code, 0);
  const std::string csv = Files().at("x/demo_experiment.csv");
  for (const char* closed : {">&-", ">/dev/full", "> >(exit); sleep 0.1", "<&- >&- 2>&-"}) {
    fs::remove_all(directory_ / "results");
    Run({}, {"bash", "-c", std::string("\"$0\" \"$@\" ") + closed});
    EXPECT_EQ(Files().at("results/demo_experiment/demo_experiment.csv"), csv) << closed;
    EXPECT_EQ(Files().size(), 6u) << closed;
  }
  const ProgramOutcome full = Run({}, {"bash", "-c", "\"$0\" \"$@\" >/dev/full"});
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_EQ(full.errors, "error: cannot write to standard output\n");
}

TEST_F(ExperimentMainTest, AFigureThatCannotBeDrawnIsANoteAndTheDataAreWritten) {
  ASSERT_EQ(Run({}).exit_code, 0);
  ASSERT_EQ(Files().count("results/demo_experiment/demo_experiment.svg"), 1u);
  const ProgramOutcome outcome = Run({"--n", "50", "--behave", "invisible"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_NE(outcome.output.find("\nnote: no figure demo_experiment.svg: CheckFigure: nothing to show; its data are"),
            std::string::npos)
      << outcome.output;
  const auto files = Files();
  EXPECT_EQ(files.size(), 2u);  // the old figure would not show these data
  EXPECT_EQ(files.at("results/demo_experiment/demo_experiment.csv").rfind("n,remainder\n50,", 0), 0u);
}

TEST_F(ExperimentMainTest, PathsThatAreNoUtf8AreWrittenAndTheCommandReadsBack) {
  const std::string out = "caf\xe9";
  const ProgramOutcome outcome = Run({"--out", out});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  const Json document = Json::parse(files::Contents(directory_ / out / "demo_experiment.json"));
  EXPECT_EQ(document["command"], "demo_experiment --out 'caf'\"$(printf '\\351')\"''");
}

TEST_F(ExperimentMainTest, APlaceThatTakesNothingIsFoundBeforeTheRun) {
  const std::vector<std::string> hang = {"--behave", "hang"};  // so whoever comes back has not run
  // The thread sanitizer would write a file of its own before main.
  const ProgramOutcome full = Run(hang, {"prlimit", "--fsize=0", "env", "TMPDIR=/nonexistent"});
  EXPECT_EQ(full.exit_code, 2);  // its error, too, finds no place
  fs::create_directories(directory_ / "results/demo_experiment/demo_experiment.csv");
  const ProgramOutcome blocked = Run(hang);
  EXPECT_EQ(blocked.exit_code, 2) << blocked.errors;
  EXPECT_NE(blocked.errors.find("demo_experiment.csv: Is a directory"), std::string::npos) << blocked.errors;
  EXPECT_EQ(full.output + blocked.output, "");
}

using ExperimentMainDeathTest = ExperimentMainTest;

TEST_F(ExperimentMainDeathTest, AnExperimentWithoutAClaimIsABug) {
  char name[] = "demo_experiment", help[] = "--help";
  char* argv[] = {name, help, nullptr};
  Experiment experiment = DemoExperiment();
  EXPECT_EQ(ExperimentMain(2, argv, experiment), 0);
  experiment.claims.clear();
  EXPECT_DEATH(ExperimentMain(2, argv, experiment), "checks no claim");
}

}  // namespace
}  // namespace hadamard_ntk::referee
