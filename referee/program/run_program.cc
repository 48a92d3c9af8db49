#include "referee/program/run_program.h"

#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <thread>

extern char** environ;

namespace hadamard_ntk::referee {
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

bool IsLong(std::FILE* file) {
  struct stat status;
  return fstat(fileno(file), &status) == 0 && status.st_size > kMostOutput;
}

class Spawn {
 public:
  explicit Spawn(bool own_group) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    if (own_group) posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP);  // group 0: one of its own
  }
  ~Spawn() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&actions_);
  }
  Spawn(const Spawn&) = delete;
  Spawn& operator=(const Spawn&) = delete;
  posix_spawn_file_actions_t* actions() { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

// Whether the child has ended; waits for that if told to.
bool Ended(pid_t child, int* status, bool wait, const std::string& name) {
  for (;;) {
    const pid_t ended = waitpid(child, status, wait ? 0 : WNOHANG);
    if (ended >= 0) return ended == child;
    if (errno != EINTR) Fail("RunProgram: cannot wait for " + name, errno);
  }
}

}  // namespace

std::optional<ProgramOutcome> RunProgram(const std::vector<std::string>& arguments, const std::string& input,
                                         std::chrono::milliseconds limit) {
  if (arguments.empty()) throw std::invalid_argument("RunProgram: no program named");
  const File in = Unnamed(), out = Unnamed(), err = Unnamed();
  if (std::fwrite(input.data(), 1, input.size(), in.get()) != input.size() || std::fflush(in.get()) != 0) {
    Fail("RunProgram: cannot write " + arguments[0] + "'s input", errno);
  }
  std::rewind(in.get());

  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);

  const bool limited = limit > limit.zero();
  Spawn spawn(limited);
  posix_spawn_file_actions_adddup2(spawn.actions(), fileno(in.get()), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(spawn.actions(), fileno(out.get()), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(spawn.actions(), fileno(err.get()), STDERR_FILENO);
  for (const File* file : {&in, &out, &err}) posix_spawn_file_actions_addclose(spawn.actions(), fileno(file->get()));
  pid_t child = 0;
  const auto deadline = std::chrono::steady_clock::now() + limit;
  const int error = posix_spawnp(&child, argv[0], spawn.actions(), spawn.attributes(), argv.data(), environ);
  if (error == ENOENT || error == EACCES || error == ENOTDIR) return std::nullopt;
  if (error != 0) Fail("RunProgram: cannot start " + arguments[0], error);

  ProgramOutcome outcome;
  const auto is_flooded = [&] { return limited && (IsLong(out.get()) || IsLong(err.get())); };
  int status = 0;
  std::chrono::milliseconds nap(1);
  while (!Ended(child, &status, !limited || outcome.stopped || outcome.flooded, arguments[0])) {
    outcome.stopped = std::chrono::steady_clock::now() >= deadline;
    outcome.flooded = is_flooded();
    if (outcome.stopped || outcome.flooded) {
      kill(-child, SIGKILL);
      continue;
    }
    std::this_thread::sleep_for(nap);
    nap = std::min(2 * nap, std::chrono::milliseconds(20));
  }
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  outcome.flooded = is_flooded();  // it may have written that just before its end
  if (outcome.flooded) return outcome;
  outcome.output = Contents(out.get());
  outcome.errors = Contents(err.get());
  return outcome;
}

}  // namespace hadamard_ntk::referee
