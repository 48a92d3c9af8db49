#include "experiments/run_program.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace hadamard_ntk::experiments {
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

TEST(RunProgramTest, NoSuchProgram) {
  EXPECT_FALSE(RunProgram({"no-such-program-anywhere"}));
  EXPECT_FALSE(RunProgram({"/no/such/program"}));
  EXPECT_THROW(RunProgram({}), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
