#include "experiments/polynomial_nets/kernel_convergence/kernel_convergence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "experiments/shared/names.h"
#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments {
namespace {

TEST(KernelConvergenceTest, QuickRunGivesTheExpectedVerdicts) {
  RunContext context;
  const Result result = KernelConvergence().configure(/*quick=*/true)->Run(context);
  ASSERT_EQ(result.claims.size(), 2u);
  for (const Claim& claim : result.claims) {
    EXPECT_TRUE(claim.negative_control.rejected) << claim.id;
    EXPECT_TRUE(claim.positive_control.found) << claim.id;
    EXPECT_TRUE(claim.as_expected()) << claim.id << ": " << Name(claim.verdict()) << ", " << claim.measured.text;
  }
  // Theorem 2's bound is an upper bound by far.
  ASSERT_TRUE(result.claims[1].slack.has_value());
  EXPECT_GT(*result.claims[1].slack, 100);

  const Table& table = result.tables.front().table;
  EXPECT_EQ(table.size(), 2u * 4u * 8u);  // degrees, pairs, widths 2^6..2^13
  // Opposite points: exactly zero.
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table.Texts("pair")[i] == "opposite") {
      EXPECT_EQ(table.Reals("mean")[i], 0);
    }
  }
  EXPECT_NO_THROW(CheckFigure(result.figures.front().figure));
}

TEST(KernelConvergenceTest, SameSeedSameNumbersAnotherSeedOthers) {
  const auto means = [](std::uint64_t seed) {
    RunContext context;
    context.seed = seed;
    const Result result = KernelConvergence().configure(/*quick=*/true)->Run(context);
    return result.tables.front().table.Reals("mean");
  };
  const auto first = means(1);
  EXPECT_EQ(first, means(1));
  EXPECT_NE(first, means(2));
}

}  // namespace
}  // namespace hadamard_ntk::experiments
