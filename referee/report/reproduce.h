/// All experiments one by one, with a record from which a later call goes on.
#ifndef HADAMARD_NTK_REFEREE_REPORT_REPRODUCE_H_
#define HADAMARD_NTK_REFEREE_REPORT_REPRODUCE_H_

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "referee/experiment.h"
#include "referee/report/report.h"
#include "referee/run_experiment.h"
#include "referee/selection.h"
#include "referee/write_results.h"

namespace hadamard_ntk::referee {

struct ReproduceOptions {
  std::filesystem::path directory = {};  ///< exists; for report.html, reproduce.json and <experiment>/
  RunOptions run = {};                   ///< progress_sink, if any, gets lines with the time left over the whole
  std::string build = {};                ///< SHA-256 of the program (referee/report/run_record.h)
  std::string command = {};              ///< that makes the report, for the reader
  Selection selection = {};              ///< of which the experiments are run
  bool fresh = false;                    ///< run also what is up to date
  std::function<void(const std::string&)> say = {};  ///< gets a line per step, without a newline
};

struct Reproduced {
  Report report;
  bool diverged = false;     ///< some run threw linalg::Diverged
  bool as_expected = false;  ///< every experiment asked for ran, and every verdict is the expected one
};

/// Runs the experiments asked for that are not up to date in options.directory, one after the other, and writes
/// report.html about all of them: those not asked for with what an earlier run left, or as not run yet. The record,
/// the results and the report are written whenever an experiment ends, so that a run that is interrupted goes on where
/// it was. An experiment that throws is reported as failed; the others run all the same.
///
/// Before anything runs, the record, the report and a file in every directory of results are written: FlagError of
/// --out if that cannot be, and what Select throws. Results that
/// cannot be written later all the same go elsewhere (referee/write_results.h) or to `say`, and end it with
/// std::runtime_error, a record or report with std::system_error.
Reproduced Reproduce(const std::vector<Experiment>& experiments, const ReproduceOptions& options);

/// A progress line of one experiment ("\r\033[Kspectra: 42 %, 20 s left") as part of the whole: "\r\033[K[2/5] spectra:
/// 42 %, 20 s left; all: 3 min 20 s left". What clears the line stays as it is.
std::string ProgressOfAll(const std::string& line, const std::string& place, const std::string& left);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_REPORT_REPRODUCE_H_
