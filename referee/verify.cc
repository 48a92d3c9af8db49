#include "referee/verify.h"

#include <cstddef>
#include <exception>

namespace hadamard_ntk::referee {

std::vector<CheckedClaim> Verify(const std::vector<Experiment>& experiments, const Selection& selection,
                                 const RunOptions& options) {
  std::vector<CheckedClaim> checked;
  for (const Selected& selected : Select(experiments, selection)) {
    const Experiment& experiment = experiments[selected.experiment];
    std::vector<Claim> claims = NotJudged(experiment.claims);
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
    for (const std::size_t j : selected.claims) checked.push_back({claims[j], experiment.name, seconds, failure});
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
