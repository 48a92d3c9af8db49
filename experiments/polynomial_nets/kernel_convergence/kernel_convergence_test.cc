#include "experiments/polynomial_nets/kernel_convergence/kernel_convergence.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "experiments/polynomial_nets/kernel_convergence/claims.h"
#include "experiments/polynomial_nets/kernel_convergence/measure.h"
#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments::kernel_convergence {
namespace {

TEST(KernelConvergenceTest, BoundIsWideAndOppositePointsExact) {
  RunContext context;
  const Result result = KernelConvergence().configure(/*quick=*/true)->Run(context);
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

// Evidence as the theorems have it, at one pair and width.
Evidence Sound() {
  Evidence evidence;
  evidence.config.draws = 10000;
  evidence.estimates = {{.degree = 2,
                         .pair = "one_radian",
                         .angle = 1,
                         .width = 4096,
                         .kernel = 1.5,
                         .mean = 1.5,
                         .deviation = 0.1,
                         .predicted_spread = 0.1,
                         .excess_kurtosis = 0.1,
                         .standard_error = 0.001,
                         .quantile = 0.2,
                         .bound = 20}};
  evidence.rates = {{.degree = 2,
                     .pair = "one_radian",
                     .widths = 4,
                     .fitted = true,
                     .slope = -0.5,
                     .planted = -0.51,
                     .standard_error = 0.01}};
  evidence.scalings = {{.degree = 2, .printed = -2, .unit = 0}};
  return evidence;
}

TEST(KernelConvergenceTest, EachFaultChangesTheVerdict) {
  const auto verdict = [](const char* id, const Evidence& evidence) { return Judge(Checks(), id, evidence).verdict(); };
  EXPECT_EQ(verdict("theorem_1", Sound()), Verdict::kConfirmedInPart);
  EXPECT_EQ(verdict("theorem_2", Sound()), Verdict::kConfirmed);
  Evidence biased = Sound();
  biased.estimates[0].mean += 0.006;
  EXPECT_EQ(Judge(Checks(), "theorem_1", biased).finding, Verdict::kContradicted);
  Evidence scattered = Sound();
  scattered.estimates[0].deviation *= 1.05;
  EXPECT_EQ(verdict("theorem_1", scattered), Verdict::kInconclusive);
  EXPECT_EQ(verdict("theorem_2", scattered), Verdict::kInconclusive);
  // Sound spreads, but so few draws that those of another degree would pass, too; or none near enough to Gaussian.
  Evidence few = Sound();
  few.config.draws = 200;
  EXPECT_EQ(verdict("theorem_1", few), Verdict::kInconclusive);
  Evidence heavy = Sound();
  heavy.estimates[0].excess_kurtosis = 1.1;
  EXPECT_EQ(verdict("theorem_1", heavy), Verdict::kInconclusive);
  Evidence vanishing = Sound();
  vanishing.scalings[0].unit = -2;
  EXPECT_EQ(verdict("theorem_1", vanishing), Verdict::kInconclusive);
  Evidence wide = Sound();
  wide.estimates[0].quantile = 30;
  EXPECT_EQ(verdict("theorem_2", wide), Verdict::kContradicted);
  EXPECT_NO_THROW(CheckJudgement(Judge(Checks(), "theorem_2", wide)));
  Evidence blind = Sound();
  blind.rates[0].planted = -0.3;
  EXPECT_EQ(verdict("theorem_2", blind), Verdict::kInconclusive);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::kernel_convergence
