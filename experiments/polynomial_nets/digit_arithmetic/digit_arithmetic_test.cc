#include "experiments/polynomial_nets/digit_arithmetic/digit_arithmetic.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/digit_arithmetic/claims.h"
#include "experiments/polynomial_nets/digit_arithmetic/digit_pairs.h"
#include "experiments/polynomial_nets/digit_arithmetic/measure.h"
#include "experiments/polynomial_nets/digit_arithmetic/table_1.h"
#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments::digit_arithmetic {
namespace {

// Three folds; the nets without Hadamard products are as good as printed, less `worse`.
struct Planted {
  double dense_gain = 0, conv_gain = 0, scatter = 0.004, worse = 0, conv_learned = 0.9;
};

// Of a run with the paper's numbers.
Evidence MakeEvidence(const Planted& planted) {
  Evidence evidence{.config = {.per_pair = 1000,
                               .dense_epochs = 100,
                               .conv_epochs = 100,
                               .batch = 128,
                               .schedule = "constant",
                               .dropout = 1},
                    .data_set = "mnist",
                    .kinds = {"dense", "conv"}};
  for (int fold = -1; fold <= 1; ++fold) {
    const auto add = [&](const std::string& method, double rounding) {
      evidence.accuracy[{method, "extrapolation"}].push_back({rounding, rounding, rounding});
      evidence.accuracy[{method, "interpolation"}].push_back({0.3, method == "conv" ? planted.conv_learned : 0.9, 1});
    };
    const double dense = 0.43 + 0.1 * fold - planted.worse, conv = 0.6 + 0.1 * fold - planted.worse,
                 noise = planted.scatter * fold;
    add("dense", dense);
    add("dense_hp", dense + planted.dense_gain + noise);
    add("conv", conv);
    add("conv_hp", conv + planted.conv_gain - noise);
  }
  return evidence;
}

Claim JudgeTable1(const Evidence& evidence) { return Judge(Checks(), "table_1", evidence); }

Verdict VerdictOn(const Planted& planted) { return JudgeTable1(MakeEvidence(planted)).verdict(); }

TEST(DigitClaimsTest, VerdictsFollowTheEvidence) {
  const Claim confirmed = JudgeTable1(MakeEvidence({.dense_gain = 0.118, .conv_gain = 0.208}));
  EXPECT_EQ(confirmed.verdict(), Verdict::kConfirmed);
  EXPECT_TRUE(confirmed.replication->baseline_as_printed);
  EXPECT_NO_THROW(CheckJudgement(confirmed));
  EXPECT_EQ(VerdictOn({.dense_gain = 0.1, .conv_gain = -0.1}), Verdict::kConfirmedInPart);
  EXPECT_EQ(VerdictOn({.dense_gain = 0.1, .conv_gain = 0.2, .conv_learned = 0.4}), Verdict::kInconclusive);
}

// A run of one kind only could never confirm a claim on both.
TEST(DigitClaimsTest, OneKindAloneIsInconclusive) {
  for (const double gain : {0.0, 0.118}) {
    Evidence dense = MakeEvidence({.dense_gain = gain, .conv_gain = gain});
    dense.kinds = {"dense"};
    EXPECT_EQ(JudgeTable1(dense).verdict(), Verdict::kInconclusive) << gain;
    EXPECT_NE(JudgeTable1(dense).positive_control.description.find("one kind of net left out"), std::string::npos);
  }
}

// The folds of the table in the README (half of the paper's samples): no gain, and among their scatter the printed one
// of the dense nets, 0.118, is not found (t = 2.7 on 2 degrees of freedom; 2.9 is needed), that of the others, 0.208,
// is.
TEST(DigitClaimsTest, ThreeFoldsOfTheDefaultRunAreInconclusive) {
  Evidence evidence{.kinds = {"dense", "conv"}};
  const std::map<std::string, std::vector<double>> rounding = {{"dense", {0.286, 0.276, 0.356}},
                                                               {"dense_hp", {0.242, 0.344, 0.278}},
                                                               {"conv", {0.254, 0.36, 0.454}},
                                                               {"conv_hp", {0.23, 0.28, 0.322}}};
  for (const auto& [method, folds] : rounding) {
    for (const double share : folds) {
      evidence.accuracy[{method, "extrapolation"}].push_back({share, share, share});
      evidence.accuracy[{method, "interpolation"}].push_back({0.9, 0.9, 1});
    }
  }
  const Claim claim = JudgeTable1(evidence);
  EXPECT_TRUE(claim.negative_control.rejected);
  EXPECT_NE(claim.positive_control.description.find("found for conv (0.208), not for dense (0.118)"),
            std::string::npos);
  EXPECT_EQ(claim.verdict(), Verdict::kInconclusive);
  EXPECT_TRUE(claim.as_expected());
  EXPECT_FALSE(claim.replication->baseline_as_printed);
}

TEST(DigitClaimsTest, ContradictedOnlyWithTheBaselineAndWithoutTheEffect) {
  for (const double gain : {-0.1, 0.0}) {
    EXPECT_EQ(VerdictOn({.dense_gain = gain, .conv_gain = gain}), Verdict::kContradicted) << gain;
    const Claim worse = JudgeTable1(MakeEvidence({.dense_gain = gain, .conv_gain = gain, .worse = 0.13}));
    EXPECT_EQ(worse.verdict(), Verdict::kNotReproduced) << gain;
    EXPECT_EQ(worse.replication->differs,
              (std::vector<std::string>{"training: Adadelta for the dense nets instead of SGD",
                                        "architecture: where the products stand, and of which averages, is chosen here",
                                        "baseline: dense 0.3 instead of 0.436 +- 0.065",
                                        "baseline: conv 0.47 instead of 0.617 +- 0.103"}));
  }
  // Scatter of 0.04: a standard error of 0.023, half a width of 0.1; the printed gain of 0.118 is found, and 0.03 is
  // neither told from it nor from none.
  EXPECT_EQ(VerdictOn({.dense_gain = 0.03, .conv_gain = 0, .scatter = 0.04}), Verdict::kNotReproduced);
}

// A scatter in which the test does not find 0.118 (0.208, it does).
TEST(DigitClaimsTest, WithoutPowerNothingIsSaid) {
  for (const double gain : {-0.1, 0.0, 0.118}) {
    const Claim claim = JudgeTable1(MakeEvidence({.dense_gain = gain, .conv_gain = gain, .scatter = 0.08}));
    EXPECT_FALSE(claim.positive_control.found);
    EXPECT_EQ(claim.verdict(), Verdict::kInconclusive);
    EXPECT_NE(claim.positive_control.description.find("found for conv (0.208), not for dense (0.118)"),
              std::string::npos)
        << claim.positive_control.description;
  }
}

TEST(DigitClaimsTest, AlternatingGainsSpoilTheNegativeControl) {
  Evidence evidence = MakeEvidence({.dense_gain = 0.118, .conv_gain = 0.208});
  evidence.accuracy[{"dense_hp", "extrapolation"}][1].rounding -= 0.236;
  const Claim claim = JudgeTable1(evidence);
  EXPECT_FALSE(claim.negative_control.rejected);
  EXPECT_EQ(claim.verdict(), Verdict::kInconclusive);
}

TEST(DigitClaimsTest, MeansAndThePaperNumbers) {
  const MeanAndDeviation over = OverFolds({{0.1, 0, 0}, {0.3, 0, 0}}, &SumAccuracy::rounding);
  EXPECT_DOUBLE_EQ(over.mean, 0.2);
  EXPECT_DOUBLE_EQ(over.deviation, std::sqrt(0.02));
  EXPECT_EQ(PrintedMean("conv_hp", "extrapolation", &SumAccuracy::rounding), 0.825);
  EXPECT_TRUE(std::isnan(PrintedMean("conv", "fresh", &SumAccuracy::rounding)));
  EXPECT_EQ(PrintedDeviation("dense"), 0.065);
}

// The smallest run of all four nets: what they learn in a step or two does not matter here.
TEST(DigitArithmeticTest, EveryMethodFoldAndTestIsMeasured) {
  const auto run = DigitArithmetic().configure(/*quick=*/true);
  CLI::App app;
  run->AddFlags(app);
  app.parse(
      "--folds 2 --per_pair 1 --test_per_pair 1 --dense_epochs 2 --conv_epochs 1 --batch 64 --dropout 1 --schedule "
      "constant");
  RunContext context;
  const Result result = run->Run(context);
  EXPECT_EQ(result.tables[0].table.size(), 4u * 2 * 3);
  EXPECT_EQ(result.tables[1].table.size(), 4u * 3 * 3);
  EXPECT_EQ(result.data_sha256.size(), 1u);
  const std::vector<std::string> wanted = {"data: samples of each pair: 1 instead of 1000", "folds: 2 instead of 3",
                                           "budget: dense nets see 2e-05 times as many samples in training",
                                           "budget: convolutional nets see 1e-05 times as many samples in training",
                                           "training: batches of 64 instead of 128"};
  const std::vector<std::string>& differs = result.claims[0].replication->differs;
  for (const std::string& line : wanted) {
    EXPECT_EQ(std::count(differs.begin(), differs.end(), line), 1) << line;
  }
  for (const std::string& line : differs) EXPECT_EQ(line.find("dropout"), line.npos) << "as printed: " << line;
  for (const double share : result.tables[0].table.Reals("floor_ceiling")) {
    EXPECT_GE(share, 0);
    EXPECT_LE(share, 1);
  }
}

}  // namespace
}  // namespace hadamard_ntk::experiments::digit_arithmetic
