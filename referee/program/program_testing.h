/// What tests of programs need.
#ifndef HADAMARD_NTK_REFEREE_PROGRAM_PROGRAM_TESTING_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_PROGRAM_TESTING_H_

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "files/files_testing.h"

namespace hadamard_ntk::referee {

struct ProgramOutcome {
  int exit_code = 0;  ///< 128 + n if signal n ended it, as a shell counts
  std::string output, errors;
};

/// Runs arguments[0], which is looked up in $PATH, with these arguments and without input.
inline ProgramOutcome RunProgram(const std::vector<std::string>& arguments) {
  const std::filesystem::path stem = std::filesystem::path(testing::TempDir()) / std::to_string(getpid());
  const std::string output = stem.string() + ".output", errors = stem.string() + ".errors";
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    const auto open_as = [](int stream, const char* path, int flags) {
      const int file = open(path, flags, 0600);
      if (file < 0 || dup2(file, stream) < 0) _exit(127);
      close(file);
    };
    open_as(STDIN_FILENO, "/dev/null", O_RDONLY);
    open_as(STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC);
    open_as(STDERR_FILENO, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC);
    execvp(argv[0], argv.data());
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), files::Contents(output),
          files::Contents(errors)};
}

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
    return RunProgram(before);
  }

  std::filesystem::path binary_, directory_;

 private:
  std::string program_;
};

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_PROGRAM_TESTING_H_
