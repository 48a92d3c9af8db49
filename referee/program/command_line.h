/// What all programs here have: flags, exit codes, the body of a main function.
#ifndef HADAMARD_NTK_REFEREE_PROGRAM_COMMAND_LINE_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_COMMAND_LINE_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "files/open_file.h"

namespace CLI {
class App;
}

namespace hadamard_ntk::referee {

/// What the programs here return.
enum ExitCode {
  kSuccess = 0,
  kFailure = 1,   ///< a verdict was not the expected one, or the results could not be written
  kBadFlags = 2,  ///< standard error has one line naming the flag and the value
  kDiverged = 3,  ///< standard error has one line naming the step and the loss
};

/// The flags that every program here has: --out DIR (default: *out as it is), --seed, --threads, --quick.
void AddRunFlags(CLI::App& app, std::string* out, std::uint64_t* seed, int* threads, bool* quick);

/// Where the results of a run go: the directory of --out, for this run alone while it lives, since two would overwrite
/// each other's results.
class OutputDirectory {
 public:
  /// MakeOutputDirectory(out) (referee/program/atomic_file.h), and its lock.  Throws FlagError of --out: for its
  /// errors, an empty name, and if another run holds the lock.
  explicit OutputDirectory(const std::string& out);
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  files::Descriptor lock_;
};

/// Parses what was bound to `app`.  Throws FlagError (referee/program/flags.h) for anything wrong: an unknown flag,
/// naming the one that may have been meant, a stray word, a value for a switch; false if --help was asked for, and
/// printed.
bool ParseCommandLine(CLI::App& app, int argc, char** argv);

/// The body of a main function: calls `program`, whose exit code it returns, with Ctrl-C and SIGTERM ending the process
/// (referee/program/interrupt.h) and exceptions turned into one printable line (files/quoted.h) on standard error and
/// an exit code: linalg::Diverged 3, std::invalid_argument (FlagError is one) and std::domain_error 2, others 1.
///
/// Nobody has to read what is printed: a closed pipe (`| head`) or a closed standard output ends no run, and is an
/// error, with exit code 1, when all is done.
int GuardedMain(const std::function<int()>& program);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_COMMAND_LINE_H_
