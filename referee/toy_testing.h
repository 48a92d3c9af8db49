/// A claim and its judgement with all that is asked of them, for tests of what does not care what is claimed.
#ifndef HADAMARD_NTK_REFEREE_TOY_TESTING_H_
#define HADAMARD_NTK_REFEREE_TOY_TESTING_H_

#include <string>

#include "referee/claim.h"

namespace hadamard_ntk::referee {

inline Declaration ToyClaim(const std::string& id = "one") {
  return {.id = id,
          .where = "here",
          .statement = "n = n",
          .quantifiers = "one n",
          .refuted_by = "another n",
          .pass_condition = "equal"};
}

/// With what holds instead, unless it is confirmed.
inline Judgement ToyJudgement(Verdict finding = Verdict::kConfirmed) {
  return {.measured = {"equal", {{"difference", 0}}},
          .negative_control = {"n = n + 1", true},
          .positive_control = {"0 = 0", true},
          .finding = finding,
          .what_holds_instead = finding == Verdict::kConfirmed ? "" : "nothing"};
}

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_TOY_TESTING_H_
