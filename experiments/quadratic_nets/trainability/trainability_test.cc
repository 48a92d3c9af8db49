#include "experiments/quadratic_nets/trainability/trainability.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "experiments/quadratic_nets/trainability/claims.h"
#include "experiments/quadratic_nets/trainability/comparison.h"
#include "experiments/quadratic_nets/trainability/measure.h"

namespace hadamard_ntk::experiments::trainability {
namespace {

// A run as the page expects it: errors of `error`, with some scatter over the seeds.
std::vector<Outcome> Runs(double error, int failures, int seeds = 20) {
  std::vector<Outcome> runs;
  for (int s = 0; s < seeds; ++s) {
    const double scatter = 1 + 0.3 * std::sin(5.0 * s + 100 * error);
    runs.push_back(
        {.parameters = 100, .finite = s >= failures, .error = s >= failures ? error * scatter : 0.5, .loss = error});
  }
  return runs;
}

Evidence Planted(int seeds = 20) {
  Evidence evidence{.config = {.hidden = {4, 6}, .seeds = seeds}};
  evidence.baselines = {{.name = "logistic", .errors = {0.002}}};
  for (const double rate : evidence.config.rates) {
    for (const int hidden : evidence.config.hidden) {
      const auto add = [&](const std::string& name, double error, int failures) {
        for (const Setting& setting : Settings()) {
          if (setting.name != name) continue;
          evidence.cells.push_back(
              {.setting = setting, .hidden = hidden, .rate = rate, .runs = Runs(error, failures, seeds)});
        }
      };
      add("conv", 0.09, 0);
      add("sg_0", 0.09, 0);
      add("conv_params", 0.025, 0);
      add("random", 0.004, seeds - 1);
      add("sg_1e-2", 0.08, 0);
      add("sg_1e-1", 0.01, 0);
      add("sg_1", 0.003, seeds / 2);
    }
  }
  return evidence;
}

std::vector<Outcome>& RunsOf(Evidence& evidence, const std::string& setting, int hidden, double rate) {
  return const_cast<Cell*>(evidence.Find(setting, hidden, rate))->runs;
}

Verdict Of(const std::string& id, const Evidence& evidence) { return Judge(Checks(), id, evidence).verdict(); }

TEST(CollapseTest, FailuresDecide) {
  Evidence evidence = Planted();
  EXPECT_EQ(Of("relinear_collapse", evidence), Verdict::kConfirmed);
  RunsOf(evidence, "random", 6, 0.02) = Runs(0.004, 6);  // 2^-6 > 0.01
  EXPECT_EQ(Of("relinear_collapse", evidence), Verdict::kNotReproduced);
  RunsOf(evidence, "random", 6, 0.02) = Runs(0.004, 7);  // 2^-7 < 0.01
  EXPECT_EQ(Of("relinear_collapse", evidence), Verdict::kConfirmed);
  RunsOf(evidence, "random", 6, 0.02) = Runs(0.46, 0);  // finite, but of no use
  for (Outcome& run : RunsOf(evidence, "random", 6, 0.02)) run.error = 0.46;
  EXPECT_EQ(Of("relinear_collapse", evidence), Verdict::kConfirmed);
  RunsOf(evidence, "conv", 6, 0.02) = Runs(0.09, 20);  // both fail
  EXPECT_NE(Of("relinear_collapse", evidence), Verdict::kConfirmed);
}

// Eight seeds, half of them made to fail: no test at 0.01 sees that.
TEST(CollapseTest, TooFewSeedsDecideNothing) {
  EXPECT_EQ(Of("relinear_collapse", Planted(8)), Verdict::kInconclusive);
  Evidence evidence = Planted();
  evidence.cells.erase(evidence.cells.begin(), evidence.cells.end());
  EXPECT_EQ(Of("relinear_collapse", evidence), Verdict::kInconclusive);
}

TEST(StrategyTest, BetterAndStableAtBothDepths) {
  Evidence evidence = Planted();
  EXPECT_EQ(Of("relinear_strategy", evidence), Verdict::kConfirmed);
  // One failure at either depth of one rate: the other rate is enough.
  RunsOf(evidence, "sg_1e-1", 6, 0.02)[3].finite = false;
  EXPECT_EQ(Of("relinear_strategy", evidence), Verdict::kConfirmed);
  // At the other rate no better than equal parameters: sg_1e-2 is stable, no more.
  RunsOf(evidence, "sg_1e-1", 4, 0.1) = Runs(0.03, 0);
  EXPECT_EQ(Of("relinear_strategy", evidence), Verdict::kConfirmedInPart);
  for (const double rate : {0.02, 0.1}) RunsOf(evidence, "sg_1e-2", 6, rate) = Runs(0.08, 1);
  RunsOf(evidence, "sg_1e-1", 4, 0.1) = Runs(0.03, 1);
  EXPECT_EQ(Of("relinear_strategy", evidence), Verdict::kNotReproduced);
}

TEST(StrategyTest, StableOnlyIfRandomIsNot) {
  Evidence evidence = Planted();
  for (const double rate : {0.02, 0.1}) {
    RunsOf(evidence, "sg_1e-1", 4, rate) = Runs(0.03, 0);
    RunsOf(evidence, "random", 6, rate) = Runs(0.004, 3);
  }
  EXPECT_EQ(Of("relinear_strategy", evidence), Verdict::kNotReproduced);
}

TEST(StrategyTest, ControlsDecide) {
  Evidence evidence = Planted();
  RunsOf(evidence, "sg_0", 4, 0.1)[7].loss += 0x1p-40;  // not the conventional run
  EXPECT_EQ(Of("relinear_strategy", evidence), Verdict::kInconclusive);
  EXPECT_EQ(Of("relinear_strategy", Planted(19)), Verdict::kInconclusive);
  evidence = Planted();
  for (const double rate : {0.02, 0.1}) RunsOf(evidence, "conv_params", 6, rate) = Runs(0.025, 20);
  EXPECT_EQ(Of("relinear_strategy", evidence), Verdict::kInconclusive);  // half of nothing is not found
}

TEST(ComparisonTest, GammaOne) {
  Evidence evidence = Planted();
  EXPECT_TRUE(GammaOneIsBest(evidence).all());
  RunsOf(evidence, "sg_1", 4, 0.1) = Runs(0.05, 0);
  EXPECT_EQ(GammaOneIsBest(evidence).hits, 3);
  RunsOf(evidence, "sg_1", 4, 0.1) = Runs(0.05, 20);
  EXPECT_EQ(GammaOneIsBest(evidence).cases, 3);
}

TEST(QuartilesTest, OfFewNumbers) {
  const Quartiles q = QuartilesOf({4, 1, 3, 2, 5});
  EXPECT_EQ(q.least, 1);
  EXPECT_EQ(q.lower, 2);
  EXPECT_EQ(q.median, 3);
  EXPECT_EQ(q.upper, 4);
  EXPECT_EQ(q.largest, 5);
  EXPECT_EQ(QuartilesOf({1, 2}).median, 1.5);
  EXPECT_EQ(QuartilesOf({}).count, 0);
  EXPECT_TRUE(std::isnan(QuartilesOf({}).median));
  constexpr double kDead = -std::numeric_limits<double>::infinity();
  EXPECT_EQ(QuartilesOf({kDead, 1, 2}).median, 1);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::trainability
