#include "experiments/polynomial_nets/label_noise/label_noise.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/label_noise/claims.h"
#include "experiments/polynomial_nets/label_noise/measure.h"
#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments::label_noise {
namespace {

// By frequency, hp minus fc by seeds.
Evidence WithGains(const std::map<double, std::vector<double>>& gains) {
  Evidence evidence{.config = {.frequencies = {}, .steps = 5000}, .images = "planted", .shown = {5000}};
  for (const auto& [frequency, differences] : gains) {
    evidence.config.frequencies.push_back(frequency);
    evidence.config.seeds = static_cast<int>(differences.size());
    for (int seed = 0; seed < evidence.config.seeds; ++seed) {
      evidence.curves[{"fc", frequency, seed}].noise_share = {0};
      evidence.curves[{"hp", frequency, seed}].noise_share = {differences[static_cast<std::size_t>(seed)]};
    }
  }
  return evidence;
}

std::vector<double> Around(double mean) { return {mean - 0.01, mean + 0.01, mean}; }

Claim Judged(const std::map<double, std::vector<double>>& gains) {
  return Judge(Checks(), "label_noise", WithGains(gains));
}

TEST(LabelNoiseClaimTest, VerdictsFollowTheEvidence) {
  const Claim confirmed = Judged({{0.1, Around(0)}, {2, Around(0.1)}});
  EXPECT_EQ(confirmed.verdict(), Verdict::kConfirmed);
  EXPECT_NO_THROW(CheckJudgement(confirmed));
  EXPECT_EQ(Judged({{0.1, Around(0.1)}, {2, Around(0)}}).verdict(), Verdict::kConfirmedInPart);
  for (const double gain : {-0.1, 0.0}) {
    const Claim claim = Judged({{0.1, Around(gain)}, {2, Around(gain)}});
    EXPECT_EQ(claim.verdict(), Verdict::kNotReproduced) << gain;
    EXPECT_TRUE(claim.replication->printed_effect_excluded) << gain;
    EXPECT_EQ(claim.what_holds_instead.find("it takes up less, significantly") != std::string::npos, gain < 0);
  }
}

// With the chosen budget and seeds, what stays is what the paper does not print.
TEST(LabelNoiseClaimTest, WhatDiffersIsToldFromTheConfiguration) {
  const Claim claim = Judged({{0.1, Around(0)}, {2, Around(0)}});
  const std::vector<std::string>& differs = claim.replication->differs;
  ASSERT_EQ(differs.size(), 3u);
  EXPECT_EQ(differs[0], "data: classes 3 and 8, 600 images, of planted");
  EXPECT_EQ(differs[1].substr(0, 13), "architecture:");
  EXPECT_EQ(differs[2].substr(0, 9), "baseline:");
}

// At the highest frequency a gain of 0.1 must be found; what the scatter is at the others does not matter.
TEST(LabelNoiseClaimTest, WithoutPowerNothingIsSaid) {
  const std::vector<double> scattered = {-0.2, 0.2, 0};
  const Claim at_the_highest = Judged({{0.1, Around(0)}, {2, scattered}});
  EXPECT_FALSE(at_the_highest.positive_control.found);
  EXPECT_EQ(at_the_highest.verdict(), Verdict::kInconclusive);
  EXPECT_EQ(Judged({{0.1, scattered}, {2, Around(0)}}).verdict(), Verdict::kNotReproduced);
}

TEST(LabelNoiseClaimTest, AlternatingGainsSpoilTheNegativeControl) {
  const Claim claim = Judged({{0.1, {0.1, -0.11, 0.09}}, {2, Around(0.1)}});
  EXPECT_FALSE(claim.negative_control.rejected);
  EXPECT_EQ(claim.verdict(), Verdict::kInconclusive);
}

// A gain that one frequency alone would show is none among many.
TEST(LabelNoiseClaimTest, SeveralFrequenciesAreCorrectedFor) {
  const std::vector<double> gain = {0.01, 0.03, 0.02};  // t = 3.46, p = 0.037
  EXPECT_EQ(Judged({{2, gain}}).verdict(), Verdict::kConfirmed);
  EXPECT_EQ(Judged({{0.1, {-0.01, 0.01, 0}}, {2, gain}}).verdict(), Verdict::kNotReproduced);
}

TEST(LabelNoiseTest, QuickRun) {
  const auto outcome = RunExperiment(LabelNoise(), {.quick = true});
  const Claim& claim = outcome.result.claims[0];
  EXPECT_TRUE(claim.negative_control.rejected);
  EXPECT_EQ(claim.measured.values.size(), 2u);
  EXPECT_EQ(outcome.document["data_sha256"].size(), 1u);
  std::string differs;
  for (const std::string& line : claim.replication->differs) differs += line + "\n";
  EXPECT_NE(differs.find("budget: 60 steps, 0.012 of the 5000"), std::string::npos) << differs;
  EXPECT_NE(differs.find("seeds: 2 instead of 3"), std::string::npos) << differs;
}

}  // namespace
}  // namespace hadamard_ntk::experiments::label_noise
