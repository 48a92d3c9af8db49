#ifndef HADAMARD_NTK_REFEREE_PROGRAM_PROGRAM_TESTING_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_PROGRAM_TESTING_H_

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "files/files_testing.h"
#include "referee/program/run_program.h"

namespace hadamard_ntk::referee {

/// Runs a program, named by its path in the runfiles, as its user would, who called from an empty directory of the
/// test's own.
class ProgramTest : public testing::Test {
 protected:
  explicit ProgramTest(const char* program) : program_(program) {}

  void SetUp() override {
    binary_ = std::filesystem::absolute(program_);
    ASSERT_TRUE(std::filesystem::exists(binary_)) << binary_;
    directory_ = files::TestDirectory();
    setenv("BUILD_WORKING_DIRECTORY", directory_.c_str(), 1);
    // The test runner may ignore interrupts; the program would inherit that.
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
  }
  void TearDown() override { unsetenv("BUILD_WORKING_DIRECTORY"); }

  /// `before`: what the command line begins with, as "env" "A=1".
  ProgramOutcome Run(const std::vector<std::string>& flags, std::vector<std::string> before = {}) const {
    before.push_back(binary_);
    before.insert(before.end(), flags.begin(), flags.end());
    return RunProgram(before).value();
  }

  std::filesystem::path binary_, directory_;

 private:
  std::string program_;
};

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_PROGRAM_TESTING_H_
