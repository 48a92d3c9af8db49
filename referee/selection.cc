#include "referee/selection.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>

namespace hadamard_ntk::referee {
namespace {

template <typename List>
std::string Joined(const List& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

bool Holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void RequirePapers(const std::vector<Experiment>& experiments, const std::vector<std::string>& papers) {
  std::set<std::string> known;
  for (const Experiment& experiment : experiments) known.insert(experiment.paper.id);
  for (const std::string& paper : papers) {
    if (!known.count(paper)) throw FlagError("--paper", "must be one of " + Joined(known), paper);
  }
}

void RequireOneMeaning(const std::vector<Experiment>& experiments, const std::string& name) {
  std::vector<std::string> known, meant;
  for (const Experiment& experiment : experiments) {
    known.push_back(experiment.name);
    if (experiment.name == name) return;
    for (const Claim& claim : experiment.claims) {
      if (claim.id == name || claim.full_id() == name) meant.push_back(claim.full_id());
    }
  }
  if (meant.empty()) throw FlagError("--only", "must be a claim or one of " + Joined(known), name);
  if (meant.size() > 1) throw FlagError("--only", "must say which: " + Joined(meant), name);
}

}  // namespace

void AddSelectionFlags(CLI::App& app, Selection* selection) {
  app.add_option("--paper", selection->papers, "papers whose claims to check; default: all")
      ->type_name("ID,...")
      ->delimiter(',');
  app.add_option("--only", selection->only, "experiments, or claims, to check; default: all")
      ->type_name("NAME,...")
      ->delimiter(',');
}

std::vector<Selected> Select(const std::vector<Experiment>& experiments, const Selection& selection) {
  RequirePapers(experiments, selection.papers);
  std::vector<Experiment> of_papers;
  for (const Experiment& experiment : experiments) {
    if (selection.papers.empty() || Holds(selection.papers, experiment.paper.id)) of_papers.push_back(experiment);
  }
  for (const std::string& name : selection.only) RequireOneMeaning(of_papers, name);
  std::vector<Selected> all;
  for (std::size_t i = 0; i < experiments.size(); ++i) {
    const Experiment& experiment = experiments[i];
    if (!selection.papers.empty() && !Holds(selection.papers, experiment.paper.id)) continue;
    Selected selected{.experiment = i};
    for (std::size_t j = 0; j < experiment.claims.size(); ++j) {
      const Claim& claim = experiment.claims[j];
      if (selection.only.empty() || Holds(selection.only, experiment.name) || Holds(selection.only, claim.id) ||
          Holds(selection.only, claim.full_id())) {
        selected.claims.push_back(j);
      }
    }
    if (!selected.claims.empty()) all.push_back(std::move(selected));
  }
  return all;
}

}  // namespace hadamard_ntk::referee
