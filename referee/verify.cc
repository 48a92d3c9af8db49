#include "referee/verify.h"

#include <algorithm>
#include <exception>

#include "referee/program/flags.h"

namespace hadamard_ntk::referee {

std::vector<CheckedClaim> Verify(const std::vector<Experiment>& experiments, const std::vector<std::string>& only,
                                 const RunOptions& options) {
  const auto wanted = [&only](const Claim& claim) {
    return only.empty() || std::find(only.begin(), only.end(), claim.id) != only.end();
  };
  for (const std::string& id : only) {
    std::string known;
    bool found = false;
    for (const Experiment& experiment : experiments) {
      for (const Claim& claim : experiment.claims) {
        found = found || claim.id == id;
        known += (known.empty() ? "" : ", ") + claim.id;
      }
    }
    if (!found) throw FlagError("--only", "must be one of " + known, id);
  }
  std::vector<CheckedClaim> checked;
  for (const Experiment& experiment : experiments) {
    if (std::none_of(experiment.claims.begin(), experiment.claims.end(), wanted)) continue;
    std::vector<Claim> claims = experiment.claims;
    std::string failure;
    double seconds = 0;
    try {
      const RunOutcome outcome = RunExperiment(experiment, options);
      claims = outcome.result.claims;
      seconds = outcome.seconds;
    } catch (const std::exception& error) {
      failure = error.what();
      for (Claim& claim : claims) claim.quick = options.quick;
      for (Claim& claim : claims) claim.measured.text = "the experiment failed: " + failure;
    }
    for (const Claim& claim : claims) {
      if (wanted(claim)) checked.push_back({claim, experiment.name, seconds, failure});
    }
  }
  return checked;
}

Json ToJson(const std::vector<CheckedClaim>& claims) {
  Json list = Json::array();
  for (const CheckedClaim& checked : claims) {
    Json entry = ToJson(checked.claim);
    entry["experiment"] = checked.experiment;
    entry["seconds"] = checked.seconds;
    entry["expected_verdict"] = Name(checked.claim.expected(checked.claim.quick));
    entry["failure"] = checked.failure.empty() ? Json(nullptr) : Json(checked.failure);
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace hadamard_ntk::referee
