#ifndef HADAMARD_NTK_EXPERIMENTS_RUN_EXPERIMENT_H_
#define HADAMARD_NTK_EXPERIMENTS_RUN_EXPERIMENT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "experiments/atomic_file.h"
#include "experiments/experiment.h"
#include "experiments/json.h"

namespace hadamard_ntk::experiments {

struct RunOptions {
  bool quick = false;
  std::uint64_t seed = 1;
  int threads = 0;  ///< 0: all
  bool show_progress = false;
  std::string git = "unknown";
  std::string command = {};
  std::string gnuplot = "gnuplot";
  std::function<void(const std::string&)> progress_sink = {};  ///< what shows the progress instead of the terminal
};

/// A finished run, still in memory.
struct RunOutcome {
  Result result = {};
  Json document = {};      ///< <name>.json: schema "<name>/1", provenance, result.extra, claims[]
  FileChanges files = {};  ///< every <stem>.csv, <stem>.svg and <name>.json
  std::string note = {};   ///< e.g. that there is no gnuplot, so no figures
  double seconds = 0;

  /// Whether every claim got the verdict that was expected.
  bool as_expected() const;
};

/// Runs the experiment and prepares its files. Writes nothing.
///
/// oneTBB is limited to options.threads meanwhile.
/// Throws what the run throws. Aborts with a message if the experiment breaks its own declaration: a claim that was
/// not declared, changed or not judged, no main table, two files of one name, a figure without the table it shows.
RunOutcome RunExperiment(const Experiment& experiment, const ConfiguredExperiment& configured,
                         const RunOptions& options);
/// The same with the configuration of a run without flags.
RunOutcome RunExperiment(const Experiment& experiment, const RunOptions& options);

/// Aborts with a message if the experiment is not well declared: name or claims missing, an id twice.
void RequireWellDeclared(const Experiment& experiment);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_RUN_EXPERIMENT_H_
