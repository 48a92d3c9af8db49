#include "referee/program/run_program.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::referee {
namespace {

TEST(RunProgramTest, InputOutputErrorsAndExitCode) {
  const auto outcome = RunProgram({"sh", "-c", "cat; echo $1 >&2; exit 7", "sh", "two words; $HOME"}, "some\ninput");
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->exit_code, 7);
  EXPECT_EQ(outcome->output, "some\ninput");
  EXPECT_EQ(outcome->errors, "two words; $HOME\n");  // arguments arrive as they are: no shell in between
}

TEST(RunProgramTest, MuchInputAndOutputDoNotBlock) {
  const std::string much(3000000, 'x');
  const auto outcome = RunProgram({"tee", "/dev/stderr"}, much);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->exit_code, 0);
  EXPECT_EQ(outcome->output.size(), much.size());
  EXPECT_EQ(outcome->errors.size(), much.size());
}

TEST(RunProgramTest, ASignalCountsAsInAShell) {
  const auto outcome = RunProgram({"sh", "-c", "kill -KILL $$"});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->exit_code, 137);
}

TEST(RunProgramTest, OneThatRunsTooLongIsKilledWithItsChildren) {
  using std::chrono::milliseconds, std::chrono::steady_clock;
  const auto start = steady_clock::now();
  // The shell waits for a child that ignores what can be ignored, and tells its number.
  const auto outcome =
      RunProgram({"sh", "-c", "trap '' TERM INT HUP; echo early; sleep 1000 & echo $!; wait"}, "", milliseconds(300));
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->stopped);
  EXPECT_EQ(outcome->exit_code, 137);
  ASSERT_EQ(outcome->output.rfind("early\n", 0), 0u);
  EXPECT_LT(steady_clock::now() - start, milliseconds(500000));  // half of what the child would sleep
  const pid_t child = std::stoi(outcome->output.substr(6));
  for (int i = 0; i < 1000 && kill(child, 0) == 0; ++i) usleep(10000);  // until its parent's heir has noticed
  const auto state = RunProgram({"sh", "-c", "cat /proc/" + std::to_string(child) + "/stat | cut -d' ' -f3"});
  EXPECT_TRUE(state->output == "" || state->output == "Z\n") << state->output;
  const auto quick = RunProgram({"sh", "-c", "echo done; exit 3"}, "", milliseconds(100000));
  ASSERT_TRUE(quick);
  EXPECT_FALSE(quick->stopped);
  EXPECT_EQ(quick->exit_code, 3);
  EXPECT_EQ(quick->output, "done\n");
}

TEST(RunProgramTest, OneThatWritesTooMuchIsKilled) {
  const std::chrono::milliseconds long_time(500000);
  const auto endless = RunProgram({"cat", "/dev/zero"}, "", long_time);
  ASSERT_TRUE(endless);
  EXPECT_TRUE(endless->flooded);
  EXPECT_FALSE(endless->stopped);
  EXPECT_EQ(endless->output, "");
  // One that ends by itself, too; up to the limit all is kept.
  const auto output = [&](long long bytes) {
    return RunProgram({"sh", "-c", "head -c " + std::to_string(bytes) + " /dev/zero >&2"}, "", long_time);
  };
  EXPECT_TRUE(output(kMostOutput + 1)->flooded);
  EXPECT_FALSE(output(kMostOutput)->flooded);
  EXPECT_EQ(output(kMostOutput)->errors.size(), static_cast<std::size_t>(kMostOutput));
}

TEST(RunProgramTest, NoSuchProgram) {
  EXPECT_FALSE(RunProgram({"no-such-program-anywhere"}));
  EXPECT_FALSE(RunProgram({"/no/such/program"}));
  EXPECT_THROW(RunProgram({}), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::referee
