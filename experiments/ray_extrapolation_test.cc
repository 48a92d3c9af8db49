#include "experiments/ray_extrapolation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "experiments/run_experiment.h"

namespace hadamard_ntk::experiments {
namespace {

const RunOutcome& Quick() {
  static const RunOutcome outcome = RunExperiment(RayExtrapolation(), {.quick = true});
  return outcome;
}

TEST(RayExtrapolationTest, EveryVerdictIsTheExpectedOne) {
  ASSERT_EQ(Quick().result.claims.size(), 4u);
  for (const Claim& claim : Quick().result.claims) {
    EXPECT_TRUE(claim.negative_control.rejected) << claim.id;
    EXPECT_TRUE(claim.as_expected()) << claim.id << ": " << Name(claim.verdict());
  }
}

TEST(RayExtrapolationTest, VerdictsDoNotHangOnTheSeed) {
  for (const std::uint64_t seed : {2u, 8u, 12u}) {
    EXPECT_TRUE(RunExperiment(RayExtrapolation(), {.quick = true, .seed = seed}).as_expected()) << seed;
  }
}

// Every net at every ray: differences one order above the degree are rounding, and most of that order are not.
TEST(RayExtrapolationTest, DifferencesEndAtTheDegree) {
  const Table& table = Quick().result.tables[0].table;
  int ends = 0, stands = 0, cases = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto degree = table.Texts("network")[i] == "fc" ? 1 : table.Integers("parameter")[i];
    const bool zero = table.Reals("difference")[i] <= table.Reals("tolerance")[i];
    if (table.Integers("order")[i] == degree + 1) {
      ++cases;
      ends += zero;
    }
    stands += table.Integers("order")[i] == degree && !zero;
  }
  EXPECT_EQ(cases, 26 * 3);
  EXPECT_EQ(ends, cases);
  EXPECT_GE(10 * stands, 9 * cases);
}

TEST(RayExtrapolationTest, FiguresFit) {
  ASSERT_EQ(Quick().result.figures.size(), 2u);
  for (const auto& figure : Quick().result.figures) EXPECT_NO_THROW(CheckFigure(figure.figure)) << figure.stem;
}

}  // namespace
}  // namespace hadamard_ntk::experiments
