#include "experiments/polynomial_nets/harmonics_learning/harmonics_learning.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "experiments/polynomial_nets/harmonics_learning/comparison.h"
#include "experiments/polynomial_nets/harmonics_learning/measure.h"
#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments::harmonics_learning {
namespace {

const RunOutcome& Quick() {
  static const RunOutcome outcome = RunExperiment(HarmonicsLearning(), {.quick = true});
  return outcome;
}

const Table& Named(const std::string& stem) {
  for (const auto& table : Quick().result.tables) {
    if (table.stem == stem) return table.table;
  }
  throw std::invalid_argument("no table " + stem);
}

TEST(HarmonicsLearningTest, BothControlsOfEveryClaimComeOutAsTheyMust) {
  ASSERT_EQ(Quick().result.claims.size(), 5u);
  for (const Claim& claim : Quick().result.claims) {
    EXPECT_TRUE(claim.negative_control.rejected) << claim.id;
    EXPECT_TRUE(claim.positive_control.found) << claim.id;
  }
}

// Every net starts where the infinitely wide ones do, within a rounding to float of sums below 256 times |h| < 450,
// times sqrt(n / F) <= 8 in the projection.
TEST(HarmonicsLearningTest, FiniteNetsStartAsInfiniteOnes) {
  const Table& table = Named("harmonics_learning");
  std::map<std::int64_t, double> start;
  int compared = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table.Integers("iteration")[i] != 0 || table.Integers("data_set")[i] != 0) continue;
    const std::int64_t k = table.Integers("k")[i];
    const double a = table.Reals("projection")[i];
    EXPECT_EQ(table.Reals("part_left")[i], 1);
    if (table.Integers("width")[i] == 0) {
      start[k] = a;
    } else {
      ++compared;
      EXPECT_NEAR(a, start.at(k), 8 * 450 * 256 * 0x1p-24) << k;
    }
  }
  EXPECT_EQ(compared, 2 * 3 * 6);
}

// Four times the width: nearer to infinite width, by about a factor of two.
TEST(HarmonicsLearningTest, WiderNetsAreNearer) {
  const Table& table = Named("harmonics_learning_widths");
  std::map<std::string, double> narrow;
  int compared = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::string key = table.Texts("rate")[i] + std::to_string(table.Integers("parameter")[i]);
    const double distance = table.Reals("distance")[i];
    EXPECT_EQ(table.Integers("diverged_at")[i], -1);
    if (narrow.emplace(key, distance).second) continue;
    ++compared;
    EXPECT_LT(distance, narrow.at(key)) << key;
  }
  EXPECT_EQ(compared, 6);
}

TEST(EvidenceTest, PredictedTime) {
  Evidence evidence;
  evidence.config.samples = 10;
  EXPECT_DOUBLE_EQ(evidence.Predicted(0.05, 1), 1);
  EXPECT_DOUBLE_EQ(evidence.Predicted(0.1, 0.1 * (1 - std::sqrt(0.5)) * 10), 2);
  EXPECT_EQ(evidence.Predicted(1, 1), 1);
  EXPECT_TRUE(std::isinf(evidence.Predicted(1, 0)));
}

// An order planted in the times is found, a tie is neither faster nor slower.
TEST(ComparisonTest, FindsAPlantedOrder) {
  Evidence evidence;
  evidence.config.harmonics = {1, 3};
  for (const int n : {3, 6}) {
    WideRun run;
    run.network = "ccp";
    run.parameter = n;
    run.common.halving = {10.0 / n, 5};
    evidence.wide.push_back(run);
  }
  const Comparison found = Compare(evidence, "ccp", {3, 6}, Rate::kCommon, Quantity::kOnSamples);
  EXPECT_EQ(found.cases, 2);
  EXPECT_EQ(found.faster, 1);
  EXPECT_EQ(found.slower, 0);
  EXPECT_EQ(found.faster_at, std::vector<int>{1});
  EXPECT_EQ(Compare(evidence, "ccp", {6, 3}, Rate::kCommon, Quantity::kOnSamples).slower_at, std::vector<int>{1});
  EXPECT_NEAR(SpeedUpOf(evidence, "ccp", Rate::kCommon, 0).factor, 2, 0x1p-50);
}

TEST(HarmonicsLearningTest, FiguresFit) {
  ASSERT_EQ(Quick().result.figures.size(), 5u);
  for (const auto& figure : Quick().result.figures) EXPECT_NO_THROW(CheckFigure(figure.figure)) << figure.stem;
}

}  // namespace
}  // namespace hadamard_ntk::experiments::harmonics_learning
