#include "experiments/digit_arithmetic.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <cmath>

#include "experiments/digit_claims.h"
#include "experiments/run_experiment.h"

namespace hadamard_ntk::experiments {
namespace {

DigitEvidence MakeEvidence(double dense_gain, double conv_gain, double conv_learned = 0.9) {
  DigitEvidence evidence{.kinds = {"dense", "conv"}};
  for (int fold = 0; fold < 3; ++fold) {
    const auto add = [&](const std::string& method, double rounding) {
      evidence.accuracy[{method, "extrapolation"}].push_back({rounding, rounding, rounding});
      evidence.accuracy[{method, "interpolation"}].push_back({0.3, method == "conv" ? conv_learned : 0.9, 1});
    };
    const double base = 0.4 + 0.1 * fold, noise = 0.002 * fold;
    add("dense", base);
    add("dense_hp", base + dense_gain + noise);
    add("conv", base);
    add("conv_hp", base + conv_gain + noise);
    for (const char* kind : {"dense", "conv"}) evidence.untrained[kind].push_back({0.1 + noise, 0.1, 0.3});
  }
  return evidence;
}

TEST(DigitClaimsTest, VerdictsFollowTheEvidence) {
  EXPECT_EQ(JudgeTable1(MakeEvidence(0.1, 0.2)).verdict(), Verdict::kConfirmed);
  EXPECT_EQ(JudgeTable1(MakeEvidence(0.1, -0.1)).verdict(), Verdict::kConfirmedInPart);
  EXPECT_EQ(JudgeTable1(MakeEvidence(-0.1, -0.1)).verdict(), Verdict::kContradicted);
  EXPECT_EQ(JudgeTable1(MakeEvidence(0, 0)).verdict(), Verdict::kContradicted);
  EXPECT_EQ(JudgeTable1(MakeEvidence(0.1, 0.2, 0.4)).verdict(), Verdict::kInconclusive);
}

TEST(DigitClaimsTest, MeansAndThePaperNumbers) {
  const MeanAndDeviation over = OverFolds({{0.1, 0, 0}, {0.3, 0, 0}}, &SumAccuracy::rounding);
  EXPECT_DOUBLE_EQ(over.mean, 0.2);
  EXPECT_DOUBLE_EQ(over.deviation, std::sqrt(0.02));
  EXPECT_EQ(PrintedInTable1("conv_hp", "extrapolation", &SumAccuracy::rounding), 0.825);
  EXPECT_TRUE(std::isnan(PrintedInTable1("conv", "fresh", &SumAccuracy::rounding)));
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
  for (const double share : result.tables[0].table.Reals("floor_ceiling")) {
    EXPECT_GE(share, 0);
    EXPECT_LE(share, 1);
  }
}

}  // namespace
}  // namespace hadamard_ntk::experiments
