/// What has been run in a directory, and what must run again.
#ifndef HADAMARD_NTK_REFEREE_REPORT_RUN_RECORD_H_
#define HADAMARD_NTK_REFEREE_REPORT_RUN_RECORD_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "referee/experiment.h"
#include "referee/program/json.h"
#include "referee/report/recorded_runs.h"
#include "referee/report/report.h"
#include "referee/run_experiment.h"
#include "referee/write_results.h"

namespace hadamard_ntk::referee {

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
///
/// Nothing in the record or in the files of a run can do more than make that run be done again.
class RunRecord {
 public:
  /// Reads the record of `directory`. A missing one is empty; one that cannot be used, too, and warning() says why.
  explicit RunRecord(std::filesystem::path directory);
  const std::string& warning() const { return warning_; }

  /// Writes the record as it is: whether the directory takes it is better known before a run than after it.
  /// Throws std::system_error as WriteFileAtomically does.
  void Save() const;

  /// Why the experiment has to run (again): never ran, ran with another commit, settings or seed, failed, a file is
  /// missing or was changed, its record or its <name>.json cannot be used. Empty if it need not.
  std::string ReasonToRun(const Experiment& experiment, const RunKey& key) const;

  /// Seconds that the last finished run with this `quick` took; 0 if there was none.
  double LastSeconds(const std::string& experiment, bool quick) const;

  /// Writes the numbers of a finished run (WriteNumbers) and then the record; an old figure or table that the run no
  /// longer makes goes. The figures are still to be drawn. A crash between the two is a reason to run again. Where the
  /// numbers cannot be written the record stays as it was and the answer says so.
  /// Throws std::system_error if it is the record that cannot be written.
  Written Finished(const Experiment& experiment, const RunKey& key, const RunOutcome& outcome,
                   const std::string& processor);
  /// Writes the figures of the run that has Finished, and the record. Errors as there.
  void Drawn(const Experiment& experiment, std::vector<DrawnFigure>& figures);
  /// Notes that the experiment threw.
  void Failed(const Experiment& experiment, const RunKey& key, const std::string& failure);

  /// The experiment as the report shows it: from its files if they are those of `key`, failed if its run with `key`
  /// did, else not run.
  ReportSection Section(const Experiment& experiment, const RunKey& key) const;

 private:
  std::string Difference(const RecordedRun& run, const Experiment& experiment, const RunKey& key) const;
  std::variant<ReportSection, std::string> Read(const Experiment& experiment, const RunKey& key) const;

  std::filesystem::path directory_;
  RecordedRuns record_;
  std::string warning_;
};

/// What <name>.json says of its run.
struct RunDocument {
  std::vector<Claim> claims;  ///< as declared, judged
  Json origin;                ///< git, config, seed, threads, started, seconds, build
};

/// Reads the text of an experiment's <name>.json. A pure function; throws std::invalid_argument for every text that is
/// not one of this experiment's, saying why.
RunDocument ReadRunDocument(const Experiment& experiment, std::string_view text);

/// The claim of ToJson(Claim), `declared` being what the experiment declares.
/// Throws std::invalid_argument if it is another claim or the JSON lacks something.
Claim JudgedClaim(const Declaration& declared, const Json& judged);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_REPORT_RUN_RECORD_H_
