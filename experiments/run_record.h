#ifndef HADAMARD_NTK_EXPERIMENTS_RUN_RECORD_H_
#define HADAMARD_NTK_EXPERIMENTS_RUN_RECORD_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include "experiments/experiment.h"
#include "experiments/json.h"
#include "experiments/report.h"
#include "experiments/run_experiment.h"

namespace hadamard_ntk::experiments {

/// What a result is made of besides its experiment: the same key, the same numbers (for any number of threads).
struct RunKey {
  std::string git = "unknown";  ///< commit
  std::string build = {};  ///< SHA-256 of the program; counts where the commit does not say all: "-dirty", "unknown"
  bool quick = false;
  std::uint64_t seed = 1;
};

/// The record of what has been run in one directory, kept in its reproduce.json: for each experiment the key and the
/// configuration of its last run, how it ended, how long it took, and the SHA-256 of every file it wrote into
/// <directory>/<experiment>/. From the record and these files the report is made, for an experiment that just ran as
/// for one that ran last week.
class RunRecord {
 public:
  /// Reads the record of `directory`. A missing one is empty; one that cannot be read, too, and warning() says so.
  explicit RunRecord(std::filesystem::path directory);
  const std::string& warning() const { return warning_; }

  /// Why the experiment has to run (again): never ran, ran with another commit, settings or seed, failed, a file is
  /// missing or was changed. Empty if it need not.
  std::string ReasonToRun(const Experiment& experiment, const RunKey& key) const;

  /// Seconds that the last finished run with this `quick` took; 0 if there was none.
  double LastSeconds(const std::string& experiment, bool quick) const;

  /// Writes the files of a finished run and then the record; an old figure or table that the run no longer makes goes.
  /// A crash between the two is a reason to run again. Throws std::system_error as ApplyAtomically does.
  void Finished(const Experiment& experiment, const RunKey& key, const RunOutcome& outcome,
                const std::string& processor);
  /// Notes that the experiment threw.
  void Failed(const Experiment& experiment, const RunKey& key, const std::string& failure);

  /// The experiment as the report shows it: from its files if they are those of `key`, failed if its run with `key`
  /// did, else not run.
  ReportSection Section(const Experiment& experiment, const RunKey& key) const;

 private:
  bool OfKey(const Json& entry, const Experiment& experiment, const RunKey& key, std::string* difference) const;
  void Note(const Experiment& experiment, const RunKey& key, Json rest);
  void Save() const;

  std::filesystem::path directory_;
  Json document_;
  std::string warning_;
};

/// The claim of ToJson(Claim), `declared` being what the experiment declares.
/// Throws std::invalid_argument if it is another claim or the JSON lacks something.
Claim JudgedClaim(const Claim& declared, const Json& judged);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_RUN_RECORD_H_
