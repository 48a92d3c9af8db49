#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "files/files_testing.h"
#include "referee/program/program_testing.h"

namespace hadamard_ntk::referee {
namespace {

namespace fs = std::filesystem;

bool Contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

class ReproduceMainTest : public ProgramTest {
 protected:
  ReproduceMainTest() : ProgramTest("referee/report/demo_reproduce") {}

  std::string File(const std::string& name) const {
    return files::Contents(directory_ / "results" / "reproduce" / name);
  }

  // Starts the program, waits until the first two experiments are recorded and the third hangs, sends the signal.
  int ExitCodeOfHangingRun(int signal) const {
    const pid_t child = fork();
    if (child == 0) {
      setenv("DEMO_MOOD", "hang", 1);
      if (!std::freopen("/dev/null", "w", stdout)) _exit(127);
      if (!std::freopen((directory_ / "errors").c_str(), "w", stderr)) _exit(127);
      execl(binary_.c_str(), binary_.c_str(), static_cast<char*>(nullptr));
      _exit(127);
    }
    int status = 0;
    while (!Contains(File("reproduce.json"), "demo_hostile") && waitpid(child, &status, WNOHANG) == 0) usleep(10000);
    const ProgramOutcome second = Run({});
    EXPECT_EQ(second.exit_code, 2);
    EXPECT_EQ(second.errors, "error: --out: another run is writing into it (got 'results/reproduce')\n");
    kill(child, signal);
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }
};

TEST_F(ReproduceMainTest, WritesResultsAndReportWhereTheUserCalledAndTheTable) {
  const ProgramOutcome outcome = Run({"--quick", "--seed", "7"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_EQ(outcome.errors, "");  // standard error is no terminal: no progress
  for (const char* text : {"[3/3] demo_moody: done", "basel_remainder", "contradicted", "Report: "}) {
    EXPECT_TRUE(Contains(outcome.output, text)) << text;
  }
  const std::string document = File("demo_experiment/demo_experiment.json");
  EXPECT_TRUE(Contains(document, "\"command\": \"demo_experiment --seed 7 --quick\""));
  EXPECT_TRUE(Contains(document, "\"quick\": true"));
  EXPECT_TRUE(Contains(File("report.html"),
                       "tools/bazel run //experiments:reproduce -- --out results/reproduce "
                       "--quick --seed 7"));
  const ProgramOutcome again = Run({"--quick", "--seed", "7"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_TRUE(Contains(again.output, "demo_hostile: up to date, not run again"));
  EXPECT_TRUE(Contains(again.output, "basel_remainder"));
  EXPECT_FALSE(Contains(again.output, "done in"));
}

TEST_F(ReproduceMainTest, GoesOnWhereItWasInterrupted) {
  for (const auto& [signal, code] : {std::pair{SIGINT, 130}, {SIGTERM, 143}, {SIGKILL, 128 + SIGKILL}}) {
    fs::remove_all(directory_ / "results");
    EXPECT_EQ(ExitCodeOfHangingRun(signal), code);
    EXPECT_EQ(files::Contents(directory_ / "errors"),
              signal == SIGKILL
                  ? ""
                  : "interrupted: the experiments that have finished are kept, and the same command goes on "
                    "with the rest\n");
    EXPECT_TRUE(Contains(File("report.html"), "<strong>Not run yet</strong>"));
    EXPECT_TRUE(Contains(File("reproduce.json"), "\"demo_hostile\": {"));
    EXPECT_FALSE(Contains(File("reproduce.json"), "\"demo_moody\": {"));
    const ProgramOutcome resumed = Run({});
    EXPECT_EQ(resumed.exit_code, 0) << resumed.errors;
    EXPECT_TRUE(Contains(resumed.output, "demo_experiment: up to date"));
    EXPECT_TRUE(Contains(resumed.output, "[1/1] demo_moody: runs, since it has not run yet"));
    EXPECT_FALSE(Contains(File("report.html"), "Not run yet"));
  }
}

TEST_F(ReproduceMainTest, FailuresAreInTheReportAndTheExitCode) {
  const ProgramOutcome failed = Run({}, {"env", "DEMO_MOOD=fail"});
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_TRUE(Contains(failed.output, "demo_moody FAILED: the machine is <on> fire"));
  EXPECT_TRUE(Contains(File("report.html"), "The run failed:</strong> the machine is &lt;on&gt; fire"));
  EXPECT_TRUE(Contains(File("report.html"), "id=\"figure-3\""));  // the others' figures
  EXPECT_EQ(Run({}, {"env", "DEMO_MOOD=diverge"}).exit_code, 3);
  EXPECT_EQ(Run({"--only", "demo_experiment"}, {"env", "DEMO_MOOD=fail"}).exit_code, 0);
  EXPECT_EQ(Run({}).exit_code, 0);
}

TEST_F(ReproduceMainTest, BadFlagsAreOneLineAndExitCodeTwo) {
  for (const auto& [flags, says] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"--only", "x"}, "--only: must be a claim or one of demo_experiment, demo_hostile, demo_moody (got 'x')"},
           {{"--bogus"}, "--bogus: no such flag, see --help (got '--bogus')"},
           {{"--out", ""}, "--out: must name a directory (got '')"}}) {
    const ProgramOutcome outcome = Run(flags);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.errors, "error: " + says + "\n");
  }
  EXPECT_TRUE(Contains(Run({"--help"}).output, "--fresh"));
}

}  // namespace
}  // namespace hadamard_ntk::referee
