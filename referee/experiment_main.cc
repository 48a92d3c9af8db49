#include "referee/experiment_main.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <vector>

#include "referee/program/command_line.h"
#include "referee/program/flags.h"
#include "referee/program/git_commit.h"
#include "referee/program/interrupt.h"
#include "referee/program/provenance.h"
#include "referee/program/text_table.h"
#include "referee/run_experiment.h"
#include "referee/write_results.h"

namespace hadamard_ntk::referee {
namespace {

struct CommandLine {
  RunOptions options;
  std::string out;
  std::unique_ptr<ConfiguredExperiment> configured;
};

std::string Footer(const Experiment& experiment) {
  std::vector<std::vector<std::string>> rows;
  for (const Declaration& claim : experiment.claims) rows.push_back({claim.id, claim.where, claim.statement});
  const auto left = TextColumn::Align::kLeft;
  return "Claims checked:\n" + TextTable({{"claim"}, {"where"}, {"as printed", left, true}}, rows) +
         "\nExit code: 0 verdicts as expected, 1 not so, 2 bad flags, 3 a run diverged.";
}

// False if the program ends here, having printed its help.
bool ReadCommandLine(int argc, char** argv, const Experiment& experiment, CommandLine& line) {
  // --quick chooses the defaults that the other flags then change, so it must be known first.
  for (const bool quick : {false, true}) {
    line.options = {.quick = quick, .show_progress = true, .git = GitCommit()};
    line.out = "results/" + experiment.name;
    line.configured = experiment.configure(quick);
    CLI::App app(experiment.summary, experiment.name);
    app.footer(Footer(experiment));
    line.configured->AddFlags(app);
    AddRunFlags(app, &line.out, &line.options.seed, &line.options.threads, &line.options.quick);
    if (!ParseCommandLine(app, argc, argv)) return false;
    if (line.options.quick == quick) break;
  }
  std::vector<std::string> arguments(argv + 1, argv + argc);
  arguments.insert(arguments.begin(), experiment.name);
  line.options.command = ShellCommand(arguments);
  return true;
}

void Print(const RunOutcome& outcome) {
  const Result& result = outcome.result;
  std::cout << result.summary;
  if (!result.summary.empty()) std::cout << (result.summary.back() == '\n' ? "\n" : "\n\n");
  std::cout << ClaimTable(result.claims) << '\n';
  for (const std::string& note : outcome.notes) std::cout << note << '\n';
}

// Numbers first, figures after. What was found is printed in any case, with all numbers if they can be written nowhere.
void Write(const std::filesystem::path& directory, const std::string& name, const RunOutcome& outcome) {
  Written written;
  {
    const UninterruptedSection section;
    written = WriteNumbers(directory, name, outcome.numbers);
    SayOnInterrupt(written.directory.empty() ? "interrupted: the results could not be written"
                                             : "interrupted: the results were written, but for figures");
  }
  Print(outcome);
  if (written.directory.empty()) std::cout << ToText(outcome.document);
  std::cout << std::flush;
  std::vector<DrawnFigure> figures;
  if (!written.directory.empty()) {
    figures = DrawFigures(outcome.result);
    WriteFigures(written.directory, figures);
  }
  for (const std::string& note : NotesOf(figures)) std::cout << note << '\n';
  if (!written.failure.empty()) {
    std::cout << std::flush;
    throw std::runtime_error(written.failure);
  }
  std::string files;
  for (const auto& file : outcome.numbers.write) files += (files.empty() ? "" : ", ") + file.name;
  for (const DrawnFigure& figure : figures) files += figure.svg ? ", " + figure.stem + ".svg" : "";
  std::cout << "Written to " << directory.string() << " in " << Duration(outcome.seconds) << ": " << files << std::endl;
}

}  // namespace

int ExperimentMain(int argc, char** argv, const Experiment& experiment) {
  RequireWellDeclared(experiment);
  return GuardedMain([&]() -> int {
    CommandLine line;
    if (!ReadCommandLine(argc, argv, experiment, line)) return kSuccess;
    const OutputDirectory directory(line.out);
    RequirePlace(directory.path(), experiment.name);
    const RunOutcome outcome = RunExperiment(experiment, *line.configured, line.options);
    Write(directory.path(), experiment.name, outcome);
    return outcome.as_expected() ? kSuccess : kFailure;
  });
}

}  // namespace hadamard_ntk::referee
