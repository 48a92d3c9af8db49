/// Runs experiments and collects the verdicts of their claims.
#ifndef HADAMARD_NTK_REFEREE_VERIFY_H_
#define HADAMARD_NTK_REFEREE_VERIFY_H_

#include <string>
#include <vector>

#include "referee/experiment.h"
#include "referee/run_experiment.h"
#include "referee/selection.h"

namespace hadamard_ntk::referee {

/// One claim as verify reports it.
struct CheckedClaim {
  Claim claim;               ///< judged, unless `failure` says why not
  std::string experiment;    ///< that checked it
  double seconds = 0;        ///< of that experiment
  std::string failure = {};  ///< what the experiment threw; empty if it ran
  bool as_expected() const { return failure.empty() && claim.as_expected(); }
};

/// Runs the experiments asked for (referee/selection.h), each once; an experiment that fails does not stop the others.
std::vector<CheckedClaim> Verify(const std::vector<Experiment>& experiments, const Selection& selection,
                                 const RunOptions& options);

/// The claims of verify.json (schema "verify/1"): those of ToJson(Claim), and experiment, seconds, expected_verdict,
/// failure (null if it ran).
Json ToJson(const std::vector<CheckedClaim>& claims);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_VERIFY_H_
