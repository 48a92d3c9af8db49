/// Runs an experiment and prepares its numbers, all in memory.
#ifndef HADAMARD_NTK_REFEREE_RUN_EXPERIMENT_H_
#define HADAMARD_NTK_REFEREE_RUN_EXPERIMENT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "referee/experiment.h"
#include "referee/program/atomic_file.h"
#include "referee/program/json.h"

namespace hadamard_ntk::referee {

struct RunOptions {
  bool quick = false;
  std::uint64_t seed = 1;
  int threads = 0;  ///< 0: all
  bool show_progress = false;
  std::string git = "unknown";
  std::string command = {};
  std::function<void(const std::string&)> progress_sink = {};  ///< what shows the progress instead of the terminal
};

/// A finished run, still in memory.
struct RunOutcome {
  Result result = {};
  Json document = {};  ///< <name>.json: schema "<name>/1", provenance, result.extra, claims[]
  FileChanges numbers =
      {};  ///< every <stem>.csv, other files and <name>.json; an old <stem>.svg would not show them and goes
  std::vector<std::string> notes = {};  ///< one line each, e.g. that a table has values that are not finite
  double seconds = 0;

  /// Whether every claim got the verdict that was expected.
  bool as_expected() const;
};

/// Runs the experiment and prepares its numbers. Writes and draws nothing (referee/write_results.h does).
///
/// oneTBB is limited to options.threads meanwhile.
/// Throws what the run throws, but a refusal of the configuration (std::invalid_argument, std::domain_error: exit code
/// 2) only before the work has begun, which is when the run first shows progress: later it is a std::runtime_error
/// saying so. What the run returns is never lost: values that are not finite have a form (referee/program/json.h,
/// referee/program/table.h) and a note, a slack that is not finite is left out with a note.
/// Aborts with a message if the experiment is not whole: a claim without its controls (CheckJudgement), no main table,
/// two files of one name, a figure without the table it shows.
RunOutcome RunExperiment(const Experiment& experiment, const ConfiguredExperiment& configured,
                         const RunOptions& options);
/// The same with the configuration of a run without flags.
RunOutcome RunExperiment(const Experiment& experiment, const RunOptions& options);

/// Aborts with a message if the experiment is not well declared: name or claims missing, an id twice.
void RequireWellDeclared(const Experiment& experiment);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_RUN_EXPERIMENT_H_
