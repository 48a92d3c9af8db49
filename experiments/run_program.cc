#include "experiments/run_program.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <system_error>

extern char** environ;

namespace hadamard_ntk::experiments {
namespace {

[[noreturn]] void Fail(const std::string& what, int error) {
  throw std::system_error(error, std::generic_category(), what);
}

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File Unnamed() {
  File file(std::tmpfile(), std::fclose);
  if (!file) Fail("RunProgram: cannot make a temporary file", errno);
  return file;
}

std::string Contents(std::FILE* file) {
  std::rewind(file);
  std::string text;
  char buffer[1 << 14];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, file)) text.append(buffer, n);
  return text;
}

}  // namespace

std::optional<ProgramOutcome> RunProgram(const std::vector<std::string>& arguments, const std::string& input) {
  if (arguments.empty()) throw std::invalid_argument("RunProgram: no program named");
  const File in = Unnamed(), out = Unnamed(), err = Unnamed();
  if (std::fwrite(input.data(), 1, input.size(), in.get()) != input.size() || std::fflush(in.get()) != 0) {
    Fail("RunProgram: cannot write " + arguments[0] + "'s input", errno);
  }
  std::rewind(in.get());

  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(in.get()), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(out.get()), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(err.get()), STDERR_FILENO);
  for (const File* file : {&in, &out, &err}) posix_spawn_file_actions_addclose(&actions, fileno(file->get()));
  pid_t child = 0;
  const int error = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT || error == EACCES || error == ENOTDIR) return std::nullopt;
  if (error != 0) Fail("RunProgram: cannot start " + arguments[0], error);

  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) Fail("RunProgram: cannot wait for " + arguments[0], errno);
  }
  ProgramOutcome outcome;
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  outcome.output = Contents(out.get());
  outcome.errors = Contents(err.get());
  return outcome;
}

}  // namespace hadamard_ntk::experiments
