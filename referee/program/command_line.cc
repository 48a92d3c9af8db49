#include "referee/program/command_line.h"

#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <string>
#include <system_error>
#include <vector>

#include "files/quoted.h"
#include "linalg/diverged.h"
#include "referee/program/atomic_file.h"
#include "referee/program/flags.h"
#include "referee/program/interrupt.h"
#include "referee/program/nearest_word.h"

namespace hadamard_ntk::referee {
namespace {

int Error(ExitCode code, std::string message) {
  constexpr std::size_t kLongest = 8000;
  std::replace(message.begin(), message.end(), '\n', ' ');
  std::fprintf(stderr, "error: %s\n", files::Printable(message, kLongest).c_str());
  return code;
}

// CLI takes --switch=0 and --help=3 as --switch.
void RefuseValuesOfSwitches(const CLI::App& app, int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string given = argv[i];
    const std::size_t equals = given.find('=');
    if (given[0] != '-' || equals == given.npos) continue;
    const CLI::Option* option = app.get_option_no_throw(given.substr(0, equals));
    if (option == nullptr || option->get_items_expected_max() > 0) continue;
    throw FlagError(given.substr(0, equals), "takes no value", given.substr(equals + 1));
  }
}

[[noreturn]] void RefuseUnknown(const CLI::App& app, const std::vector<std::string>& rest) {
  std::string given = rest[0];
  if (given[0] != '-') throw FlagError(given, "belongs to no flag, see --help", given);
  const std::string flag = given.substr(0, given.find_first_of("= "));
  if (rest.size() > 1 && rest[1][0] != '-') given += " " + rest[1];
  std::vector<std::string> known;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  }
  const std::string nearest = NearestWord(flag, known);
  throw FlagError(flag, nearest.empty() ? "no such flag, see --help" : "no such flag; did you mean " + nearest + "?",
                  given);
}

// One of CLI's own errors, which name the flag somewhere in their text, in the words of FlagError.
FlagError Reworded(const CLI::App& app, const CLI::ParseError& error) {
  const std::string message = error.what();
  const std::size_t start = message.find("--");
  const std::string flag =
      start == message.npos ? app.get_name() : message.substr(start, message.find_first_of(": ", start) - start);
  std::string value;
  if (const CLI::Option* option = app.get_option_no_throw(flag)) {
    for (const std::string& result : option->results()) value += (value.empty() ? "" : " ") + result;
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error)) {
    return FlagError(flag, value.empty() ? "needs a value" : "is given more than once", value);
  }
  if (const std::size_t equals = message.find(" = "); value.empty() && equals != message.npos) {
    value = message.substr(equals + 3);
  }
  return FlagError(flag, message, value);
}

// A closed standard stream would give its number to the next file that is opened, such as a result, and what is printed
// would go into that.  What takes the number here can neither be read nor written.
void TakeStandardStreams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) < 0) open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

}  // namespace

void AddRunFlags(CLI::App& app, std::string* out, std::uint64_t* seed, int* threads, bool* quick) {
  app.add_option("--out", *out, "directory for the results; made if need be")->type_name("DIR")->default_str(*out);
  AddSeed(app, "--seed", seed, "of everything random");
  AddInteger(app, "--threads", threads, 0, 4096, "at most so many; 0: as many as there are");
  app.add_flag("--quick", *quick, "smaller defaults, for a first look");
}

OutputDirectory::OutputDirectory(const std::string& out) {
  if (out.empty()) throw FlagError("--out", "must name a directory", "");
  try {
    path_ = MakeOutputDirectory(out);
  } catch (const std::system_error& error) {
    throw FlagError("--out", error.what(), out);
  }
  lock_ = files::Descriptor(open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (files::TryLock(lock_) == files::Lock::kBusy) throw FlagError("--out", "another run is writing into it", out);
}

bool ParseCommandLine(CLI::App& app, int argc, char** argv) {
  RefuseValuesOfSwitches(app, argc, argv);
  app.allow_extras();
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return false;
  } catch (const CLI::ParseError& error) {
    throw Reworded(app, error);
  }
  if (const std::vector<std::string> rest = app.remaining(); !rest.empty()) RefuseUnknown(app, rest);
  return true;
}

int GuardedMain(const std::function<int()>& program) {
  TakeStandardStreams();
  SayOnInterrupt("interrupted: no result was written, and earlier ones are as they were");
  ExitOnInterrupt();
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is then an error like a full disk
  std::signal(SIGPIPE, SIG_IGN);  // and so is a reader who has gone
  try {
    const int code = program();
    if (std::cout.flush()) return code;
    Error(kFailure, "cannot write to standard output");
    return code == kSuccess ? static_cast<int>(kFailure) : code;
  } catch (const linalg::Diverged& error) {
    return Error(kDiverged, error.what());
  } catch (const std::invalid_argument& error) {
    return Error(kBadFlags, error.what());
  } catch (const std::domain_error& error) {
    return Error(kBadFlags, error.what());
  } catch (const std::exception& error) {
    return Error(kFailure, error.what());
  }
}

}  // namespace hadamard_ntk::referee
