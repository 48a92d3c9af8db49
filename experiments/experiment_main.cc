#include "experiments/experiment_main.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <system_error>

#include "experiments/flags.h"
#include "experiments/git_commit.h"
#include "experiments/interrupt.h"
#include "experiments/provenance.h"
#include "experiments/run_experiment.h"
#include "experiments/text_table.h"

namespace hadamard_ntk::experiments {
namespace {

enum ExitCode { kSuccess = 0, kFailure = 1, kBadFlags = 2, kDiverged = 3 };

int Error(ExitCode code, std::string message) {
  std::replace(message.begin(), message.end(), '\n', ' ');
  std::fprintf(stderr, "error: %s\n", message.c_str());
  return code;
}

struct CommandLine {
  RunOptions options;
  std::string out;
  std::unique_ptr<ConfiguredExperiment> configured;
};

// Binds all flags and parses. Throws FlagError, CLI::CallForHelp and others of CLI's errors.
void Parse(CLI::App& app, int argc, char** argv, CommandLine& line) {
  line.configured->AddFlags(app);
  app.add_option("--out", line.out, "directory for the results; made if need be")
      ->type_name("DIR")
      ->default_str(line.out);
  AddSeed(app, "--seed", &line.options.seed, "of everything random");
  AddInteger(app, "--threads", &line.options.threads, 0, 4096, "at most so many; 0: as many as there are");
  app.add_flag("--quick", line.options.quick, "smaller defaults, for a first look");
  app.allow_extras();
  app.parse(argc, argv);
  if (const std::vector<std::string> rest = app.remaining(); !rest.empty()) {
    std::string given = rest[0];
    if (given[0] != '-') throw FlagError(given, "belongs to no flag, see --help", given);
    if (rest.size() > 1 && rest[1][0] != '-') given += " " + rest[1];
    throw FlagError(given.substr(0, given.find_first_of("= ")), "no such flag, see --help", given);
  }
  if (line.out.empty()) throw FlagError("--out", "must name a directory", "");
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

std::string Footer(const Experiment& experiment) {
  std::vector<std::vector<std::string>> rows;
  for (const Claim& claim : experiment.claims) rows.push_back({claim.id, claim.where, claim.statement});
  const auto left = TextColumn::Align::kLeft;
  return "Claims checked:\n" + TextTable({{"claim"}, {"where"}, {"as printed", left, true}}, rows) +
         "\nExit code: 0 verdicts as expected, 1 not so, 2 bad flags, 3 a run diverged.";
}

// Returns the exit code if the program ends here.
std::optional<int> ReadCommandLine(int argc, char** argv, const Experiment& experiment, CommandLine& line) {
  // --quick chooses the defaults that the other flags then change, so it must be known first.
  for (const bool quick : {false, true}) {
    line.options = {.quick = quick, .show_progress = true, .git = GitCommit()};
    line.out = "results/" + experiment.name;
    line.configured = experiment.configure(quick);
    CLI::App app(experiment.summary, experiment.name);
    app.footer(Footer(experiment));
    try {
      Parse(app, argc, argv, line);
    } catch (const CLI::CallForHelp&) {
      std::cout << app.help();
      return kSuccess;
    } catch (const CLI::ParseError& error) {
      return Error(kBadFlags, Reworded(app, error).what());
    } catch (const FlagError& error) {
      return Error(kBadFlags, error.what());
    }
    if (line.options.quick == quick) break;
  }
  std::vector<std::string> arguments(argv + 1, argv + argc);
  arguments.insert(arguments.begin(), experiment.name);
  line.options.command = ShellCommand(arguments);
  return std::nullopt;
}

void Print(const RunOutcome& outcome, const std::filesystem::path& directory) {
  const Result& result = outcome.result;
  std::cout << result.summary;
  if (!result.summary.empty()) std::cout << (result.summary.back() == '\n' ? "\n" : "\n\n");
  std::cout << ClaimTable(result.claims) << '\n';
  if (!outcome.note.empty()) std::cout << outcome.note << '\n';
  std::string files;
  for (const auto& file : outcome.files.write) files += (files.empty() ? "" : ", ") + file.name;
  std::cout << "Written to " << directory.string() << " in " << Duration(outcome.seconds) << ": " << files << std::endl;
}

}  // namespace

int ExperimentMain(int argc, char** argv, const Experiment& experiment,
                   const std::vector<std::string>& claims_in_build) {
  RequireWellDeclared(experiment);
  std::vector<std::string> declared;
  for (const Claim& claim : experiment.claims) declared.push_back(claim.id);
  if (declared != claims_in_build) {
    std::fprintf(stderr, "bug in experiment '%s': its claims are not those in BUILD\n", experiment.name.c_str());
    std::abort();
  }

  ExitOnInterrupt();
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is then an error like a full disk
  CommandLine line;
  try {
    if (const auto code = ReadCommandLine(argc, argv, experiment, line)) return *code;
    std::filesystem::path directory;
    try {
      directory = MakeOutputDirectory(line.out);
    } catch (const std::system_error& error) {
      return Error(kBadFlags, FlagError("--out", error.what(), line.out).what());
    }
    const RunOutcome outcome = RunExperiment(experiment, *line.configured, line.options);
    ApplyAtomically(directory, outcome.files);
    Print(outcome, directory);
    return outcome.as_expected() ? kSuccess : kFailure;
  } catch (const DivergedRun& error) {
    return Error(kDiverged, error.what());
  } catch (const std::invalid_argument& error) {
    return Error(kBadFlags, error.what());
  } catch (const std::domain_error& error) {
    return Error(kBadFlags, error.what());
  } catch (const std::exception& error) {
    return Error(kFailure, error.what());
  }
}

}  // namespace hadamard_ntk::experiments
