#include "referee/run_experiment.h"

#include <tbb/global_control.h>
#include <tbb/info.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <stdexcept>

#include "referee/program/provenance.h"

namespace hadamard_ntk::referee {
namespace {

// For bugs of the experiment itself, not for its user's mistakes.
void Require(bool condition, const Experiment& experiment, const std::string& what) {
  if (condition) return;
  std::fprintf(stderr, "bug in experiment '%s': %s\n", experiment.name.c_str(), what.c_str());
  std::abort();
}

bool IsFileStem(const std::string& name) {
  return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == name.npos;
}

void RequireWholeJudgement(const Experiment& experiment, const Claim& claim) {
  try {
    CheckJudgement(claim);
  } catch (const std::invalid_argument& error) {
    Require(false, experiment, error.what());
  }
}

void RequireWholeResult(const Experiment& experiment, const Result& result) {
  for (const Claim& claim : result.claims) RequireWholeJudgement(experiment, claim);
  std::set<std::string> tables, figures;
  for (const auto& [stem, table] : result.tables) {
    Require(IsFileStem(stem), experiment, "a table's stem is '" + stem + "'");
    Require(tables.insert(stem).second, experiment, "two tables '" + stem + "'");
  }
  Require(tables.count(experiment.name) == 1, experiment, "no table '" + experiment.name + "'");
  for (const auto& [stem, figure] : result.figures) {
    Require(tables.count(stem) == 1, experiment, "figure '" + stem + "' without a table of that name");
    Require(figures.insert(stem).second, experiment, "two figures '" + stem + "'");
  }
  std::set<std::string> files;
  for (const auto& [name, contents] : result.files) {
    const bool free = IsFileStem(name.substr(0, name.find('.'))) && !name.ends_with(".csv") &&
                      !name.ends_with(".json") && !name.ends_with(".svg") && files.insert(name).second;
    Require(free, experiment, "a file's name is '" + name + "'");
  }
}

// A refusal of the configuration is worth its name before the work only: hours later it is a fault of the experiment.
Result RunConfigured(const ConfiguredExperiment& configured, RunContext& context) {
  try {
    return configured.Run(context);
  } catch (const std::logic_error& error) {
    const bool refusal = dynamic_cast<const std::invalid_argument*>(&error) != nullptr ||
                         dynamic_cast<const std::domain_error*>(&error) != nullptr;
    if (!refusal || !context.progress.started()) throw;
    throw std::runtime_error("failed while it ran: " + std::string(error.what()));
  }
}

void LeaveOutSlackThatIsNotFinite(RunOutcome& outcome) {
  for (Claim& claim : outcome.result.claims) {
    if (!claim.slack || std::isfinite(*claim.slack)) continue;
    claim.slack.reset();
    outcome.notes.push_back("note: claim '" + claim.id + "': its slack is not finite and is left out");
  }
}

}  // namespace

bool RunOutcome::as_expected() const {
  return std::all_of(result.claims.begin(), result.claims.end(), [](const Claim& c) { return c.as_expected(); });
}

void RequireWellDeclared(const Experiment& experiment) {
  Require(IsFileStem(experiment.name), experiment, "a name is made of a-z, 0-9 and _");
  Require(!experiment.claims.empty(), experiment, "checks no claim");
  Require(experiment.configure != nullptr, experiment, "cannot be configured");
  std::set<std::string> ids;
  for (const Declaration& claim : experiment.claims) {
    try {
      CheckDeclaration(claim);
    } catch (const std::invalid_argument& error) {
      Require(false, experiment, error.what());
    }
    Require(ids.insert(claim.id).second, experiment, "two claims '" + claim.id + "'");
  }
}

RunOutcome RunExperiment(const Experiment& experiment, const ConfiguredExperiment& configured,
                         const RunOptions& options) {
  RequireWellDeclared(experiment);
  const int threads = options.threads > 0 ? options.threads : tbb::info::default_concurrency();
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
  RunContext context{.seed = options.seed,
                     .threads = threads,
                     .quick = options.quick,
                     .progress = options.progress_sink   ? Progress(options.progress_sink)
                                 : options.show_progress ? Progress::ToTerminal()
                                                         : Progress()};
  Provenance provenance;
  provenance.git = options.git;
  provenance.command = options.command;
  provenance.config = configured.ConfigJson();
  provenance.config["quick"] = options.quick;
  provenance.seed = options.seed;
  provenance.threads = threads;
  provenance.started = UtcNow();

  RunOutcome outcome;
  const auto start = std::chrono::steady_clock::now();
  outcome.result = RunConfigured(configured, context);
  for (Claim& claim : outcome.result.claims) claim.quick = options.quick;
  provenance.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  context.progress.Finish();
  outcome.seconds = provenance.seconds;
  LeaveOutSlackThatIsNotFinite(outcome);
  const Result& result = outcome.result;
  RequireWholeResult(experiment, result);
  provenance.data_sha256 = result.data_sha256;

  outcome.document = {{"schema", experiment.name + "/1"}};
  outcome.document.update(ToJson(provenance));
  for (const auto& [key, value] : result.extra.items()) {
    Require(!outcome.document.contains(key) && key != "claims", experiment, "the JSON key '" + key + "' is taken");
    outcome.document[key] = value;
  }
  outcome.document["claims"] = Json::array();
  for (const Claim& claim : result.claims) outcome.document["claims"].push_back(ToJson(claim));

  for (const auto& [stem, table] : result.tables) {
    outcome.numbers.write.push_back({stem + ".csv", table.ToCsv()});
    outcome.numbers.remove.push_back(stem + ".svg");
    if (const std::string what = table.NotFinite(); !what.empty()) {
      outcome.notes.push_back("note: " + stem + ".csv: " + what);
    }
  }
  for (const auto& [name, contents] : result.files) outcome.numbers.write.push_back({name, contents});
  outcome.numbers.write.push_back({experiment.name + ".json", ToText(outcome.document)});
  return outcome;
}

RunOutcome RunExperiment(const Experiment& experiment, const RunOptions& options) {
  RequireWellDeclared(experiment);
  return RunExperiment(experiment, *experiment.configure(options.quick), options);
}

}  // namespace hadamard_ntk::referee
