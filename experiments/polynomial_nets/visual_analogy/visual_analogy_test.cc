#include "experiments/polynomial_nets/visual_analogy/visual_analogy.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "experiments/polynomial_nets/visual_analogy/claims.h"
#include "experiments/polynomial_nets/visual_analogy/measure.h"

namespace hadamard_ntk::experiments::visual_analogy {
namespace {

TestedNet Tested(const std::string& net, int seed, double trained, double test) {
  TestedNet tested{.net = net, .seed = seed};
  tested.accuracy.fill(test);
  tested.accuracy[0] = trained;
  for (auto& of_feature : tested.r_squared) of_feature.fill(0.5);
  return tested;
}

struct Planted {
  std::vector<double> gains = {0.1, 0.12, 0.11, 0.09, 0.1};  ///< of hp over plain, by seed
  double trained = 0.95, raw = 0.4, oracle_raw = 0.3, again = 0;
};

Evidence PlantedEvidence(const Planted& planted) {
  Evidence evidence;
  evidence.config.seeds = static_cast<int>(planted.gains.size());
  const auto add = [&](const std::string& net, int seed, double test) {
    evidence.nets.push_back(Tested(net, seed, planted.trained, test));
  };
  for (int seed = 0; seed < evidence.config.seeds; ++seed) {
    const double plain = 0.7 + 0.001 * seed;
    add("plain", seed, plain);
    add("hp", seed, plain + planted.gains[static_cast<std::size_t>(seed)]);
    add("plain_again", seed, plain + planted.again + (seed % 2 == 0 ? 0.002 : -0.002));
  }
  add("raw", 0, planted.raw);
  add("oracle", 0, 1);
  add("oracle_raw", 0, planted.oracle_raw);
  return evidence;
}

Claim Judged(const std::string& id, const Evidence& evidence) { return Judge(Checks(), id, evidence); }

TEST(VisualAnalogyTest, AGainOverFiveSeedsIsConfirmed) {
  const Claim claim = Judged("analogy_hp", PlantedEvidence({}));
  EXPECT_EQ(claim.verdict(), Verdict::kConfirmed);
  EXPECT_TRUE(claim.negative_control.rejected);
  EXPECT_TRUE(claim.positive_control.found);
}

TEST(VisualAnalogyTest, ThreeSeedsAreInconclusiveAtBest) {
  EXPECT_EQ(Judged("analogy_hp", PlantedEvidence({.gains = {0.1, 0.11, 0.12}})).verdict(), Verdict::kInconclusive);
}

// Never better: contradicted, which is upheld by nobody as long as there is no printed baseline.
TEST(VisualAnalogyTest, NeverBetterIsNotReproduced) {
  const Claim claim = Judged("analogy_hp", PlantedEvidence({.gains = {-0.1, -0.11, -0.12}}));
  EXPECT_EQ(claim.finding, Verdict::kContradicted);
  EXPECT_EQ(claim.verdict(), Verdict::kNotReproduced);
  EXPECT_TRUE(claim.replication->printed_effect_excluded);
  EXPECT_EQ(Judged("analogy_hp", PlantedEvidence({.gains = {-0.1, 0.001, -0.11}})).finding, Verdict::kInconclusive);
}

TEST(VisualAnalogyTest, NothingIsSaidOfNetsThatAreNotTrained) {
  for (const char* id : {"analogy_hp", "analogy_context"}) {
    const Claim claim = Judged(id, PlantedEvidence({.trained = 0.9}));
    EXPECT_EQ(claim.verdict(), Verdict::kInconclusive) << id;
    EXPECT_NE(claim.what_holds_instead.find("0.9 in the region they were trained on"), std::string::npos) << id;
  }
}

TEST(VisualAnalogyTest, ControlsThatFailLeaveNothingToSay) {
  EXPECT_FALSE(Judged("analogy_hp", PlantedEvidence({.again = 0.1})).negative_control.rejected);
  EXPECT_FALSE(Judged("analogy_context", PlantedEvidence({.again = 0.21})).negative_control.rejected);
  EXPECT_FALSE(Judged("analogy_context", PlantedEvidence({.oracle_raw = 0.85})).positive_control.found);
  Evidence evidence = PlantedEvidence({});
  evidence.without_s = 1e-7;
  EXPECT_FALSE(Judged("analogy_hp", evidence).negative_control.rejected);
  // A gain of 0.05 is lost in this scatter.
  EXPECT_FALSE(Judged("analogy_hp", PlantedEvidence({.gains = {0.2, -0.2, 0.1, -0.1, 0.3}})).positive_control.found);
}

TEST(VisualAnalogyTest, ContextNormalisationMustBringTwentyPoints) {
  EXPECT_EQ(Judged("analogy_context", PlantedEvidence({.raw = 0.4})).verdict(), Verdict::kConfirmed);
  const Claim claim = Judged("analogy_context", PlantedEvidence({.raw = 0.55}));
  EXPECT_EQ(claim.finding, Verdict::kContradicted);
  EXPECT_EQ(claim.verdict(), Verdict::kNotReproduced);
}

// At the paper's numbers what differs is what nobody can have.
TEST(VisualAnalogyTest, WhatDiffersIsToldFromTheConfiguration) {
  Evidence evidence = PlantedEvidence({});
  evidence.config.side = "128";
  evidence.config.steps = 10000;
  evidence.config.seeds = 8;
  const std::vector<std::string> differs = Judged("analogy_hp", evidence).replication->differs;
  ASSERT_EQ(differs.size(), 2u);
  EXPECT_EQ(differs[1], "baseline: the table of appendix E.5 is not to be had");
  evidence.config.steps = 1500;
  EXPECT_EQ(Judged("analogy_hp", evidence).replication->differs[0], "budget: steps: 1500 instead of 10000");
}

}  // namespace
}  // namespace hadamard_ntk::experiments::visual_analogy
