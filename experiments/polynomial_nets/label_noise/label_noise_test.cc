#include "experiments/polynomial_nets/label_noise/label_noise.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "experiments/polynomial_nets/label_noise/claims.h"
#include "experiments/shared/names.h"
#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments {
namespace {

// Two frequencies, three seeds.
LabelNoiseEvidence MakeEvidence(double low_gain, double high_gain, double scatter = 0.01) {
  const auto around = [&](double mean) { return std::vector<double>{mean - scatter, mean + scatter, mean}; };
  return {.gains = {{0.1, around(low_gain)}, {2, around(high_gain)}}, .differs = {"data: planted"}};
}

TEST(LabelNoiseClaimTest, VerdictsFollowTheEvidence) {
  const Claim confirmed = JudgeLabelNoise(MakeEvidence(0, 0.1));
  EXPECT_EQ(confirmed.verdict(), Verdict::kConfirmed);
  EXPECT_NO_THROW(CheckJudgement(confirmed));
  EXPECT_EQ(JudgeLabelNoise(MakeEvidence(0.1, 0)).verdict(), Verdict::kConfirmedInPart);
  for (const double gain : {-0.1, 0.0}) {
    const Claim claim = JudgeLabelNoise(MakeEvidence(gain, gain));
    EXPECT_EQ(claim.verdict(), Verdict::kNotReproduced) << gain;
    EXPECT_TRUE(claim.replication->printed_effect_excluded) << gain;
    EXPECT_EQ(claim.replication->differs.size(), 2u) << gain;
    EXPECT_EQ(claim.what_holds_instead.find("it takes up less, significantly") != std::string::npos, gain < 0);
  }
}

// At the highest frequency a gain of 0.1 must be found; what the scatter is at the others does not matter.
TEST(LabelNoiseClaimTest, WithoutPowerNothingIsSaid) {
  LabelNoiseEvidence evidence = MakeEvidence(0, 0);
  evidence.gains[1].second = {-0.2, 0.2, 0};
  EXPECT_FALSE(JudgeLabelNoise(evidence).positive_control.found);
  EXPECT_EQ(JudgeLabelNoise(evidence).verdict(), Verdict::kInconclusive);
  evidence = MakeEvidence(0, 0);
  evidence.gains[0].second = {-0.2, 0.2, 0};
  EXPECT_EQ(JudgeLabelNoise(evidence).verdict(), Verdict::kNotReproduced);
}

TEST(LabelNoiseClaimTest, AlternatingGainsSpoilTheNegativeControl) {
  LabelNoiseEvidence evidence = MakeEvidence(0, 0.1);
  evidence.gains[0].second = {0.1, -0.11, 0.09};
  EXPECT_FALSE(JudgeLabelNoise(evidence).negative_control.rejected);
  EXPECT_EQ(JudgeLabelNoise(evidence).verdict(), Verdict::kInconclusive);
}

// A gain that one frequency alone would show is none among many.
TEST(LabelNoiseClaimTest, SeveralFrequenciesAreCorrectedFor) {
  LabelNoiseEvidence evidence{.gains = {{2, {0.01, 0.03, 0.02}}}, .differs = {}};  // t = 3.46, p = 0.037
  EXPECT_EQ(JudgeLabelNoise(evidence).verdict(), Verdict::kConfirmed);
  evidence.gains = {{0.1, {-0.01, 0.01, 0}}, {2, {0.01, 0.03, 0.02}}};
  EXPECT_EQ(JudgeLabelNoise(evidence).verdict(), Verdict::kNotReproduced);
}

TEST(LabelNoiseTest, QuickRun) {
  const auto outcome = RunExperiment(LabelNoise(), {.quick = true});
  const Claim& claim = outcome.result.claims[0];
  EXPECT_TRUE(claim.negative_control.rejected);
  EXPECT_TRUE(claim.as_expected()) << Name(claim.verdict());
  EXPECT_EQ(claim.measured.values.size(), 2u);
  EXPECT_EQ(outcome.document["data_sha256"].size(), 1u);
  std::string differs;
  for (const std::string& line : claim.replication->differs) differs += line + "\n";
  EXPECT_NE(differs.find("budget: 60 steps, 0.012 of the 5000"), std::string::npos) << differs;
  EXPECT_NE(differs.find("seeds: 2 instead of 3"), std::string::npos) << differs;
}

}  // namespace
}  // namespace hadamard_ntk::experiments
