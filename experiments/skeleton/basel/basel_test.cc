#include "experiments/skeleton/basel/basel.h"

#include <gtest/gtest.h>

#include <vector>

#include "experiments/skeleton/basel/claims.h"
#include "experiments/skeleton/basel/measure.h"
#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments {
namespace {

TEST(BaselTest, EveryVerdictIsTheExpectedOne) {
  for (const bool quick : {true, false}) {
    const RunOutcome outcome = RunExperiment(Basel(), {.quick = quick});
    EXPECT_TRUE(outcome.as_expected()) << quick;
    EXPECT_EQ(outcome.result.claims[0].full_id(), "skeleton/basel_remainder");
  }
}

TEST(BaselTest, AnotherLawIsContradicted) {
  std::vector<Remainder> remainders = BaselRemainders({10, 100, 1000});
  EXPECT_EQ(JudgeBaselRemainder(remainders).verdict(), Verdict::kConfirmed);
  for (auto& [n, value] : remainders) value *= value;
  EXPECT_EQ(JudgeBaselRemainder(remainders).verdict(), Verdict::kContradicted);
}

// A measurement that would pass for 1.1/n, too, decides nothing.
TEST(BaselTest, AFewTermsDecideNothing) {
  EXPECT_EQ(JudgeBaselRemainder(BaselRemainders({1})).verdict(), Verdict::kInconclusive);
}

TEST(BaselTest, RemaindersOfKnownSums) {
  const std::vector<Remainder> remainders = BaselRemainders({1, 2});
  const double eps = 1e-16, value = 0.64493406684822643647;  // pi^2/6 - 1
  EXPECT_NEAR(remainders[0].value, value, 20 * eps);
  EXPECT_NEAR(remainders[1].value, value - 0.25, 20 * eps);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
