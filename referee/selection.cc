#include "referee/selection.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>

#include "referee/program/join.h"

namespace hadamard_ntk::referee {
namespace {

bool Holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Indices of the experiments on these papers; on any, if none is named.
std::vector<std::size_t> OnPapers(const std::vector<Experiment>& experiments, const std::vector<std::string>& papers) {
  std::set<std::string> known;
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < experiments.size(); ++i) {
    const std::string& id = experiments[i].paper.id;
    known.insert(id);
    if (papers.empty() || Holds(papers, id)) indices.push_back(i);
  }
  for (const std::string& paper : papers) {
    if (!known.count(paper)) throw FlagError("--paper", "must be one of " + Join(known, ", "), paper);
  }
  return indices;
}

bool IsMeant(const std::string& name, const Declaration& claim) { return name == claim.id || name == claim.full_id(); }

void RequireOneMeaning(const std::vector<Experiment>& experiments, const std::vector<std::size_t>& among,
                       const std::string& name) {
  std::vector<std::string> known, meant;
  for (const std::size_t i : among) {
    known.push_back(experiments[i].name);
    if (experiments[i].name == name) return;
    for (const Declaration& claim : experiments[i].claims) {
      if (IsMeant(name, claim)) meant.push_back(claim.full_id());
    }
  }
  if (meant.empty()) throw FlagError("--only", "must be a claim or one of " + Join(known, ", "), name);
  if (meant.size() > 1) throw FlagError("--only", "must say which: " + Join(meant, ", "), name);
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
  const std::vector<std::string>& only = selection.only;
  const std::vector<std::size_t> on_papers = OnPapers(experiments, selection.papers);
  for (const std::string& name : only) RequireOneMeaning(experiments, on_papers, name);
  std::vector<Selected> all;
  for (const std::size_t i : on_papers) {
    const std::vector<Declaration>& claims = experiments[i].claims;
    const bool whole = only.empty() || Holds(only, experiments[i].name);
    Selected selected{.experiment = i};
    for (std::size_t j = 0; j < claims.size(); ++j) {
      const auto means_it = [&](const std::string& name) { return IsMeant(name, claims[j]); };
      if (whole || std::any_of(only.begin(), only.end(), means_it)) selected.claims.push_back(j);
    }
    if (!selected.claims.empty()) all.push_back(std::move(selected));
  }
  return all;
}

}  // namespace hadamard_ntk::referee
