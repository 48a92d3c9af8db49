#include "experiments/polynomial_nets/brightness_extrapolation/brightness_extrapolation.h"

#include <gtest/gtest.h>

#include "experiments/polynomial_nets/brightness_extrapolation/claims.h"
#include "experiments/polynomial_nets/brightness_extrapolation/measure.h"
#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments::brightness_extrapolation {
namespace {

// Three seeds whose nets reach nearly the same at r_max = 0.1; beyond, hp gains `gain` on the mean, with `scatter`.
Evidence MakeEvidence(double at_training, double gain, double scatter = 0.002) {
  Evidence evidence{.data_sets = {{.name = "a"}, {.name = "b", .train_images = 60000, .test_images = 20000}},
                    .r_max = {0.1, 0.2, 0.3}};
  for (const std::string set : {"a", "b"}) {
    for (int seed = 0; seed < 3; ++seed) {
      const double noise = scatter * (seed - 1);
      evidence.accuracy[{set, "fc", true}].push_back({0.9, 0.8, 0.7});
      evidence.accuracy[{set, "hp", true}].push_back({0.9 + at_training, 0.8 + gain - noise, 0.7 + gain + 3 * noise});
    }
  }
  evidence.without_biases = evidence.other_shapes = evidence.linear = {.compared = 100000, .changed = 0};
  evidence.with_biases = {.compared = 100000, .changed = 5000};
  return evidence;
}

Claim JudgeFigure3(const Evidence& evidence) { return Judge(Checks(), "figure_3", evidence); }

Claim JudgeScaleInvariance(const Evidence& evidence) { return Judge(Checks(), "bias_free_brightness", evidence); }

TEST(BrightnessClaimsTest, VerdictsFollowTheEvidence) {
  const Claim confirmed = JudgeFigure3(MakeEvidence(0.01, 0.1));
  EXPECT_EQ(confirmed.verdict(), Verdict::kConfirmed);
  EXPECT_TRUE(confirmed.positive_control.found);
  EXPECT_TRUE(confirmed.negative_control.rejected);
  EXPECT_NO_THROW(CheckJudgement(confirmed));
  EXPECT_EQ(JudgeFigure3(MakeEvidence(0.03, 0.1)).verdict(), Verdict::kNotReproduced);
  EXPECT_EQ(JudgeFigure3(MakeEvidence(0.01, 0)).verdict(), Verdict::kNotReproduced);
  Evidence half = MakeEvidence(0.01, 0.1);
  half.accuracy[{"b", "hp", true}] = MakeEvidence(0.01, -0.1).accuracy[{"b", "hp", true}];
  EXPECT_EQ(JudgeFigure3(half).verdict(), Verdict::kConfirmedInPart);
}

// However clear the absence: no number is printed of which this could be the absence.
TEST(BrightnessClaimsTest, ALossIsNotReproducedAndSaysWhatDiffers) {
  const Claim claim = JudgeFigure3(MakeEvidence(0.01, -0.1));
  EXPECT_EQ(claim.verdict(), Verdict::kNotReproduced);
  EXPECT_TRUE(claim.replication->printed_effect_excluded);
  EXPECT_FALSE(claim.replication->baseline_as_printed);
  EXPECT_EQ(claim.replication->differs.size(), 6u);  // and seeds, budget, architecture, baseline
  EXPECT_EQ(claim.replication->differs[0], "data: 50000 of 60000 images to train, b");
  EXPECT_EQ(claim.replication->differs[1], "data: 10000 of 20000 images to test, b");
  EXPECT_NE(claim.what_holds_instead.find("significantly on every data set"), std::string::npos);
}

// The positive control fails where the scatter hides a gain of 0.05, and nothing is said of what was measured.
TEST(BrightnessClaimsTest, WithoutPowerNothingIsSaid) {
  for (const double gain : {-0.1, 0.0, 0.1}) {
    const Claim claim = JudgeFigure3(MakeEvidence(0.01, gain, /*scatter=*/0.05));
    EXPECT_FALSE(claim.positive_control.found) << gain;
    EXPECT_EQ(claim.verdict(), Verdict::kInconclusive) << gain;
  }
}

// The negative control fails on gains that change their sign with every other seed.
TEST(BrightnessClaimsTest, AlternatingGainsSpoilTheNegativeControl) {
  Evidence evidence = MakeEvidence(0.01, 0.1);
  for (double& accuracy : evidence.accuracy[{"a", "hp", true}][1]) accuracy -= 0.2;
  EXPECT_FALSE(JudgeFigure3(evidence).negative_control.rejected);
  EXPECT_EQ(JudgeFigure3(evidence).verdict(), Verdict::kInconclusive);
}

// Every seed trains on other images, unless it takes all.
TEST(BrightnessExtrapolationTest, TrainsOnAPart) {
  EXPECT_EQ(TrainingImages({}, 60000), 50000);
  EXPECT_EQ(TrainingImages({.train_images = 100}, 60000), 100);
}

TEST(BrightnessClaimsTest, FlatLines) {
  Evidence evidence = MakeEvidence(0, 0);
  EXPECT_EQ(JudgeScaleInvariance(evidence).verdict(), Verdict::kConfirmed);
  evidence.other_shapes.changed = 11;
  EXPECT_EQ(JudgeScaleInvariance(evidence).verdict(), Verdict::kContradicted);
  evidence.other_shapes.changed = 10;
  EXPECT_EQ(JudgeScaleInvariance(evidence).verdict(), Verdict::kConfirmed);
  evidence.without_biases.changed = 11;
  EXPECT_EQ(JudgeScaleInvariance(evidence).verdict(), Verdict::kContradicted);
  evidence.linear.changed = 11;  // a check that sees changes where there are none
  EXPECT_EQ(JudgeScaleInvariance(evidence).verdict(), Verdict::kInconclusive);
  evidence = MakeEvidence(0, 0);
  evidence.with_biases.changed = 0;  // a check that sees none where there are
  EXPECT_EQ(JudgeScaleInvariance(evidence).verdict(), Verdict::kInconclusive);
}

TEST(BrightnessExtrapolationTest, QuickRunOnRealImages) {
  const auto outcome = RunExperiment(BrightnessExtrapolation(), {.quick = true});
  for (const Claim& claim : outcome.result.claims) {
    EXPECT_TRUE(claim.negative_control.rejected) << claim.id;
  }
  // The exact statement holds for nets of any training, depth and width.
  EXPECT_EQ(outcome.result.claims[1].verdict(), Verdict::kConfirmed);
  EXPECT_EQ(outcome.document["data_sha256"].size(), 5u);
  // Six kinds of nets, two sets, two seeds, ten brightnesses.
  EXPECT_EQ(outcome.result.tables[0].table.size(), 2 * 2 * 10 * 6);
  // Ten brightnesses and their mean, with and without biases.
  EXPECT_EQ(outcome.result.tables[1].table.size(), 2 * 2 * 11);
  // What differs from the figure is told from the settings: the digits, the part of the images, two seeds for three.
  std::string differs;
  for (const std::string& line : outcome.result.claims[0].replication->differs) differs += line + "\n";
  EXPECT_NE(differs.find("data: OpenCV's handwritten digits instead of MNIST"), std::string::npos) << differs;
  EXPECT_NE(differs.find("data: 4000 of 60000 images to train"), std::string::npos) << differs;
  EXPECT_NE(differs.find("seeds: 2 instead of 3"), std::string::npos) << differs;
}

}  // namespace
}  // namespace hadamard_ntk::experiments::brightness_extrapolation
