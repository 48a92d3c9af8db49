#include "referee/verify_main.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <set>
#include <stdexcept>

#include "referee/program/command_line.h"
#include "referee/program/git_commit.h"
#include "referee/program/provenance.h"
#include "referee/results_page.h"
#include "referee/verify.h"
#include "referee/write_results.h"

namespace hadamard_ntk::referee {
namespace {

// The seconds are those of an experiment, counted once.
double SecondsOf(const std::vector<CheckedClaim>& checked) {
  double seconds = 0;
  for (std::size_t i = 0; i < checked.size(); ++i) {
    if (i == 0 || checked[i - 1].experiment != checked[i].experiment) seconds += checked[i].seconds;
  }
  return seconds;
}

std::string Table(const std::vector<CheckedClaim>& checked) {
  std::vector<Claim> claims;
  std::vector<double> seconds;
  for (const CheckedClaim& entry : checked) {
    claims.push_back(entry.claim);
    seconds.push_back(entry.seconds);
  }
  return ClaimTable(claims, seconds);
}

Json Document(const std::vector<CheckedClaim>& checked, const Provenance& provenance) {
  Json document = {{"schema", "verify/1"}};
  document.update(ToJson(provenance));
  document["claims"] = ToJson(checked);
  return document;
}

// <paper>.md for each paper of the claims.
void AddResultsPages(const std::vector<Experiment>& experiments, const std::vector<CheckedClaim>& checked,
                     const Provenance& provenance, FileChanges& files) {
  std::set<std::string> written;
  for (const CheckedClaim& entry : checked) written.insert(entry.claim.paper);
  for (const Experiment& experiment : experiments) {
    const Paper& paper = experiment.paper;
    if (written.erase(paper.id)) files.write.push_back({paper.id + ".md", ResultsPage(paper, checked, provenance)});
  }
}

int Main(int argc, char** argv, const std::vector<Experiment>& experiments) {
  RunOptions options{.show_progress = true, .git = GitCommit()};
  std::string out = "results/verify";
  Selection selection;
  CLI::App app("Checks every claim that an experiment here is about, and prints one table of verdicts.", "verify");
  AddSelectionFlags(app, &selection);
  AddRunFlags(app, &out, &options.seed, &options.threads, &options.quick);
  app.footer("Exit code: 0 every check ran and every verdict is the expected one, 1 not so, 2 bad flags.");
  if (!ParseCommandLine(app, argc, argv)) return kSuccess;
  const OutputDirectory directory(out);
  RequirePlace(directory.path(), "verify");

  std::vector<std::string> arguments(argv + 1, argv + argc);
  arguments.insert(arguments.begin(), "verify");
  options.command = ShellCommand(arguments);
  Provenance provenance{.git = options.git,
                        .command = options.command,
                        .config = {{"paper", selection.papers}, {"only", selection.only}, {"quick", options.quick}},
                        .seed = options.seed,
                        .threads = options.threads,
                        .started = UtcNow()};
  const std::vector<CheckedClaim> checked = Verify(experiments, selection, options);

  provenance.seconds = SecondsOf(checked);
  const Json document = Document(checked, provenance);
  FileChanges files{.write = {{"verify.json", ToText(document)}}};
  AddResultsPages(experiments, checked, provenance, files);
  const Written written = WriteNumbers(directory.path(), "verify", files);
  std::cout << Table(checked) << '\n';
  if (!written.failure.empty()) {
    if (written.directory.empty()) std::cout << ToText(document);
    std::cout << std::flush;
    throw std::runtime_error(written.failure);
  }
  std::cout << "Written to " << (directory.path() / "verify.json").string() << std::endl;
  const auto unexpected = std::count_if(checked.begin(), checked.end(), [](const auto& c) { return !c.as_expected(); });
  std::cout << checked.size() << " claims checked, " << unexpected << " of them not as expected" << std::endl;
  return unexpected == 0 ? kSuccess : kFailure;
}

}  // namespace

int VerifyMain(int argc, char** argv, const std::vector<Experiment>& experiments) {
  return GuardedMain([&] { return Main(argc, argv, experiments); });
}

}  // namespace hadamard_ntk::referee
