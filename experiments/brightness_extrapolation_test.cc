#include "experiments/brightness_extrapolation.h"

#include <gtest/gtest.h>

#include "experiments/brightness_claims.h"
#include "experiments/run_experiment.h"

namespace hadamard_ntk::experiments {
namespace {

// Two seeds whose nets reach the same at r_max = 0.1; beyond, hp gains `gain` on the mean.
BrightnessEvidence MakeEvidence(double at_training, double gain) {
  BrightnessEvidence evidence{.data_sets = {"a", "b"}, .r_max = {0.1, 0.2, 0.3}};
  for (const std::string& set : evidence.data_sets) {
    for (int seed = 0; seed < 3; ++seed) {
      const double noise = 0.001 * seed;
      evidence.accuracy[{set, "fc", true}].push_back({0.9, 0.8, 0.7});
      evidence.accuracy[{set, "hp", true}].push_back({0.9 + at_training, 0.8 + gain + noise, 0.7 + gain - 3 * noise});
      evidence.accuracy[{set, "untrained", true}].push_back({0.1, 0.1 + noise, 0.1});
    }
  }
  evidence.compared = 100000;
  evidence.changed_with_biases = 5000;
  return evidence;
}

TEST(BrightnessClaimsTest, VerdictsFollowTheEvidence) {
  EXPECT_EQ(JudgeFigure3(MakeEvidence(0.01, 0.1)).verdict(), Verdict::kConfirmed);
  EXPECT_EQ(JudgeFigure3(MakeEvidence(0.03, 0.1)).verdict(), Verdict::kContradicted);
  EXPECT_EQ(JudgeFigure3(MakeEvidence(0.01, -0.1)).verdict(), Verdict::kContradicted);
  BrightnessEvidence half = MakeEvidence(0.01, 0.1);
  half.accuracy[{"b", "hp", true}] = half.accuracy[{"b", "untrained", true}];
  EXPECT_EQ(JudgeFigure3(half).verdict(), Verdict::kConfirmedInPart);
  BrightnessEvidence trained = MakeEvidence(0.01, 0.1);  // a control that passes makes the check worthless
  trained.accuracy[{"a", "untrained", true}] = trained.accuracy[{"a", "hp", true}];
  EXPECT_EQ(JudgeFigure3(trained).verdict(), Verdict::kInconclusive);
}

TEST(BrightnessClaimsTest, FlatLines) {
  BrightnessEvidence evidence = MakeEvidence(0, 0);
  EXPECT_EQ(JudgeScaleInvariance(evidence).verdict(), Verdict::kConfirmed);
  evidence.changed_without_biases = 11;
  EXPECT_EQ(JudgeScaleInvariance(evidence).verdict(), Verdict::kContradicted);
  evidence.changed_with_biases = 0;
  EXPECT_EQ(JudgeScaleInvariance(evidence).verdict(), Verdict::kInconclusive);
}

TEST(BrightnessExtrapolationTest, QuickRunOnRealImages) {
  const auto outcome = RunExperiment(BrightnessExtrapolation(), {.quick = true});
  // The exact statement holds for nets of any training.
  EXPECT_EQ(outcome.result.claims[1].verdict(), Verdict::kConfirmed);
  EXPECT_EQ(outcome.document["data_sha256"].size(), 5u);
  // Six kinds of nets and the untrained ones with and without biases, two sets, two seeds, ten brightnesses.
  EXPECT_EQ(outcome.result.tables[0].table.size(), 2 * 2 * 10 * 8);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
