#include "experiments/hierarchical_polynomials/adam_training/adam_training.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "experiments/hierarchical_polynomials/adam_training/claims.h"
#include "experiments/hierarchical_polynomials/adam_training/measure.h"
#include "referee/program/flags.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::adam_training {
namespace {

Row Planted(int k, int ratio, int seed, double error, double correlation, double kernel, double ccp = 1) {
  return {.k = k,
          .d = 8,
          .ratio = ratio,
          .n = ratio * (k == 2 ? 64 : 512),
          .seed = seed,
          .error = error,
          .correlation = correlation,
          .at_start = 0.1,
          .ccp = ccp,
          .kernel = kernel,
          .plateau = 0.5};
}

Verdict VerdictOn(const std::vector<Row>& rows) {
  return Judge(Checks(), "hier_adam", Evidence{.config = {}, .rows = rows}).verdict();
}

TEST(AdamTrainingClaimTest, TheNetIsHeldAgainstTheKernel) {
  const std::vector<Row> good = {Planted(2, 8, 0, 0.1, 0.9, 0.5), Planted(3, 2, 0, 0.9, 0.3, 1),
                                 Planted(3, 16, 0, 0.4, 0.8, kMissing)};
  EXPECT_EQ(VerdictOn(good), Verdict::kConfirmedInPart);
  std::vector<Row> above = good, rises = good, forgets = good;
  above[0].error = 0.6;
  rises[2].error = 0.95;
  forgets[2].correlation = 0.2;
  EXPECT_EQ(VerdictOn(above), Verdict::kNotReproduced);
  EXPECT_EQ(VerdictOn(rises), Verdict::kNotReproduced);
  EXPECT_EQ(VerdictOn(forgets), Verdict::kNotReproduced);
  EXPECT_EQ(VerdictOn({good[0]}), Verdict::kInconclusive);
  EXPECT_EQ(VerdictOn({good[1], good[2]}), Verdict::kInconclusive);
}

TEST(AdamTrainingClaimTest, TheCcpNetIsCounted) {
  const std::vector<Row> rows = {Planted(2, 4, 0, 0.5, 0.9, 1, 0.1), Planted(2, 8, 0, 0.1, 0.9, 1, 0.2),
                                 Planted(2, 16, 0, 0.1, 0.9, kMissing, 0.05)};
  const Claim claim = Judge(Checks(), "hier_adam", Evidence{.config = {}, .rows = rows});
  EXPECT_EQ(claim.measured.values["cells_with_ccp"], 2);
  EXPECT_EQ(claim.measured.values["below_ccp"], 1);
}

TEST(AdamTrainingClaimTest, CellsAreMedians) {
  const std::vector<Cell> cells = Cells({Planted(2, 8, 0, 0.1, 0.9, 0.5), Planted(2, 8, 1, 0.4, 0.7, 0.5),
                                         Planted(2, 8, 2, 0.2, 0.8, kMissing), Planted(2, 16, 0, 0.3, 0.6, 0.5)});
  ASSERT_EQ(cells.size(), 2u);
  EXPECT_EQ(cells[0].error, 0.2);
  EXPECT_EQ(cells[0].correlation, 0.8);
  EXPECT_FALSE(cells[0].kernel == cells[0].kernel);
  EXPECT_EQ(cells[1].kernel, 0.5);
}

// A short run: the bottleneck turns to p, which it does not know at the start; without steps' rate it does not.
TEST(AdamTrainingTest, TheBottleneckFindsTheFeature) {
  RunContext context;
  Config config{.d = {8}, .cubic_d = {4}, .ratios = {32}, .seeds = 1, .steps = 800, .kernel_n = 100, .tests = 2000};
  const Row trained = Measure(config, context).rows.front();
  EXPECT_LT(trained.at_start, 0.3);
  EXPECT_GT(trained.correlation, 0.9);
  EXPECT_LT(trained.error, trained.plateau);
  EXPECT_LT(trained.ccp, 1);
  EXPECT_FALSE(trained.kernel == trained.kernel) << "more samples than the kernel may have";
  config.rate = 1e-6;
  const Row still = Measure(config, context).rows.front();
  EXPECT_LT(still.correlation, 0.3);
  EXPECT_GT(still.error, still.plateau);
  EXPECT_GT(still.ccp, 0.99);
}

TEST(AdamTrainingTest, RefusesOddDimensions) {
  RunContext context;
  EXPECT_THROW(Measure({.d = {7}}, context), FlagError);
  EXPECT_THROW(Measure({.cubic_d = {7}}, context), FlagError);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::adam_training
