/// A claim as declared, and the function that judges it: of the evidence and nothing else.
///
/// An experiment has a list of them, Checks(); its test looks one up by its id:
///   Judge(Checks(), "theorem_7", evidence).verdict()
#ifndef HADAMARD_NTK_REFEREE_CHECK_H_
#define HADAMARD_NTK_REFEREE_CHECK_H_

#include <stdexcept>
#include <string>
#include <vector>

#include "referee/claim.h"

namespace hadamard_ntk::referee {

template <typename Evidence>
struct Check {
  Declaration claim;
  Judgement (*judge)(const Evidence& evidence);
};

/// The claim of that id, judged and checked (CheckJudgement). Throws std::invalid_argument naming it if there is none.
template <typename Evidence>
Claim Judge(const std::vector<Check<Evidence>>& checks, const std::string& id, const Evidence& evidence) {
  for (const Check<Evidence>& check : checks) {
    if (check.claim.id != id) continue;
    const Claim claim{check.claim, check.judge(evidence)};
    CheckJudgement(claim);
    return claim;
  }
  throw std::invalid_argument("Judge: no claim is called '" + id + "'");
}

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_CHECK_H_
