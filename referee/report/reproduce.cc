#include "referee/report/reproduce.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "linalg/diverged.h"
#include "referee/program/atomic_file.h"
#include "referee/program/flags.h"
#include "referee/program/interrupt.h"
#include "referee/program/progress.h"
#include "referee/program/provenance.h"
#include "referee/report/run_record.h"
#include "referee/report/time_left.h"
#include "referee/write_results.h"

namespace hadamard_ntk::referee {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::string Verdicts(const std::vector<Claim>& claims) {
  std::string text;
  for (const Claim& claim : claims) {
    text += (text.empty() ? "" : ", ") + claim.id + " " + std::string(Name(claim.verdict()));
    if (!claim.as_expected()) text += " (expected: " + std::string(Name(claim.expected(claim.quick))) + ")";
  }
  return text;
}

class Reproduction {
 public:
  Reproduction(const std::vector<Experiment>& experiments, const ReproduceOptions& options)
      : experiments_(experiments),
        options_(options),
        key_{options.run.git, options.build, options.run.quick, options.run.seed},
        record_(options.directory) {}

  Reproduced Run() {
    std::vector<std::size_t> wanted;
    for (const Selected& selected : Select(experiments_, options_.selection)) wanted.push_back(selected.experiment);
    if (!record_.warning().empty()) Say(record_.warning());
    Prepare(wanted);
    std::vector<std::pair<const Experiment*, std::string>> due;  // and why
    std::vector<double> expected;
    for (const std::size_t i : wanted) {
      const Experiment& experiment = experiments_[i];
      RequireWellDeclared(experiment);
      std::string reason = record_.ReasonToRun(experiment, key_);
      if (reason.empty() && options_.fresh) reason = "--fresh";
      if (reason.empty()) {
        Say(experiment.name + ": up to date, not run again");
        continue;
      }
      due.emplace_back(&experiment, std::move(reason));
      expected.push_back(record_.LastSeconds(experiment.name, key_.quick));
    }
    TimeLeft left(std::move(expected));
    for (std::size_t j = 0; j < due.size(); ++j) {
      const Experiment& experiment = *due[j].first;
      place_ = '[' + std::to_string(j + 1) + '/' + std::to_string(due.size()) + "] ";
      const std::string estimate = left.Text();
      Say(place_ + experiment.name + ": runs, since " + due[j].second + (estimate.empty() ? "" : "; all: " + estimate));
      const auto start = Clock::now();
      RunOne(experiment, left);
      left.Finish(SecondsSince(start));
    }
    Reproduced reproduced{.report = WriteReport(), .diverged = diverged_, .as_expected = true};
    for (const std::size_t i : wanted) {
      const ReportSection& section = reproduced.report.sections[i];
      reproduced.as_expected &= section.state == ReportSection::State::kRan &&
                                std::all_of(section.claims.begin(), section.claims.end(),
                                            [](const Claim& claim) { return claim.as_expected(); });
    }
    return reproduced;
  }

 private:
  void Say(const std::string& line) const {
    if (options_.say) options_.say(line);
  }

  // Whatever will be written later is written now: that a place takes nothing is better known before hours of work.
  void Prepare(const std::vector<std::size_t>& wanted) const {
    try {
      record_.Save();
      WriteReport();
      for (const std::size_t i : wanted) {
        RequirePlace(MakeOutputDirectory(options_.directory / experiments_[i].name), experiments_[i].name);
      }
    } catch (const std::system_error& error) {
      throw FlagError("--out", error.what(), options_.directory.string());
    }
  }

  void RunOne(const Experiment& experiment, const TimeLeft& left) {
    RunOptions run = options_.run;
    run.command = ShellCommand({experiment.name, "--seed", std::to_string(run.seed)}) + (run.quick ? " --quick" : "");
    if (options_.run.progress_sink) {
      run.progress_sink = [this, &left, start = Clock::now()](const std::string& line) {
        options_.run.progress_sink(ProgressOfAll(line, place_, left.Text(SecondsSince(start))));
      };
    }
    RunOutcome outcome;
    std::string failure;
    try {
      outcome = RunExperiment(experiment, run);
    } catch (const linalg::Diverged& error) {
      diverged_ = true;
      failure = error.what();
    } catch (const std::exception& error) {
      failure = error.what();
    }
    if (failure.empty()) {
      Record(experiment, outcome);
    } else {
      if (options_.run.progress_sink) options_.run.progress_sink("\r\033[K");
      const UninterruptedSection section;
      record_.Failed(experiment, key_, failure);
      WriteReport();
      Say(place_ + experiment.name + ": failed: " + failure);
    }
  }

  // Not in RunOne's try block: results that cannot be written are no failure of the experiment. Numbers first, figures
  // after; an interrupt waits until the files, the record and the report agree, but not for what is being drawn.
  void Record(const Experiment& experiment, const RunOutcome& outcome) {
    Written written;
    {
      const UninterruptedSection section;
      written = record_.Finished(experiment, key_, outcome, Processor());
      WriteReport();
    }
    Say(place_ + experiment.name + ": done in " + Duration(outcome.seconds) + ": " + Verdicts(outcome.result.claims));
    for (const std::string& note : outcome.notes) Say(note);
    if (!written.failure.empty()) {
      if (written.directory.empty()) Say(ToText(outcome.document));
      throw std::runtime_error(written.failure);
    }
    std::vector<DrawnFigure> figures = DrawFigures(outcome.result);
    const UninterruptedSection section;
    record_.Drawn(experiment, figures);
    WriteReport();
    for (const std::string& note : NotesOf(figures)) Say(note);
  }

  Report WriteReport() const {
    Report report{.sections = {},
                  .git = key_.git,
                  .command = options_.command,
                  .written = UtcNow(),
                  .seed = key_.seed,
                  .quick = key_.quick};
    for (const Experiment& experiment : experiments_) report.sections.push_back(record_.Section(experiment, key_));
    WriteFileAtomically(options_.directory / "report.html", ToHtml(report));
    return report;
  }

  const std::vector<Experiment>& experiments_;
  const ReproduceOptions& options_;
  RunKey key_;
  RunRecord record_;
  std::string place_;
  bool diverged_ = false;
};

}  // namespace

Reproduced Reproduce(const std::vector<Experiment>& experiments, const ReproduceOptions& options) {
  return Reproduction(experiments, options).Run();
}

std::string ProgressOfAll(const std::string& line, const std::string& place, const std::string& left) {
  const std::string clear = "\r\033[K";
  if (line.size() <= clear.size() || line.rfind(clear, 0) != 0) return line;
  return clear + place + line.substr(clear.size()) + (left.empty() ? "" : "; all: " + left);
}

}  // namespace hadamard_ntk::referee
