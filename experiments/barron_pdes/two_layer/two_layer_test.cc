#include "experiments/barron_pdes/two_layer/two_layer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "experiments/barron_pdes/two_layer/claims.h"
#include "experiments/barron_pdes/two_layer/measure.h"

namespace hadamard_ntk::experiments::two_layer {
namespace {

// Errors 2/k under the bound 9/k, control 5 at every k.
Evidence Planted(double exponent = -1, double bound = 9) {
  Evidence evidence{.targets = {{.target = "sum", .d = 3}}};
  for (int k = 1; k <= 64; k *= 2) {
    const double error = 2 * std::pow(k, exponent);
    evidence.rows.push_back({"sum", "barron", 3, k, error, 0.1 / k, 2.0 / k, bound / k});
    evidence.rows.push_back({"sum", "uniform", 3, k, 5, 0.1, 500.0 / k, bound / k});
  }
  return evidence;
}

Verdict VerdictOn(const Evidence& evidence) { return Judge(Checks(), "pde_two_layer", evidence).verdict(); }

TEST(TwoLayerClaimTest, SlopeAndBound) {
  EXPECT_EQ(VerdictOn(Planted()), Verdict::kConfirmed);
  EXPECT_EQ(VerdictOn(Planted(-0.8)), Verdict::kContradicted);
  EXPECT_EQ(VerdictOn(Planted(-1.2)), Verdict::kContradicted);
  Evidence above = Planted();
  above.rows[6].error = above.rows[6].bound * 1.01;
  EXPECT_EQ(VerdictOn(above), Verdict::kContradicted);
  // A control that passes as well leaves nothing to say; nor do two sizes.
  Evidence blind = Planted();
  for (Row& row : blind.rows) row.error = 2.0 / row.k;
  EXPECT_EQ(VerdictOn(blind), Verdict::kInconclusive);
  Evidence few = Planted();
  few.rows.resize(4);
  EXPECT_EQ(VerdictOn(few), Verdict::kInconclusive);
}

// Rows have every method at every size; fitted units are no worse than drawn ones, greedy ones no worse than fitted.
TEST(TwoLayerMeasureTest, FittedAndGreedyUnitsAreBetter) {
  RunContext context;
  const Evidence evidence = Measure(
      {.d = {3}, .units = 64, .draws = 400, .terms = 100, .relu_units = 16, .relu_draws = 2, .points = 200}, context);
  for (const char* target : kTargets) {
    const auto of = [&](const char* method) { return Select(evidence.rows, target, 3, method); };
    const std::vector<Row> drawn = of("barron"), fitted = of("least_squares"), greedy = of("greedy");
    ASSERT_EQ(drawn.size(), 7u);
    ASSERT_EQ(of("relu").size(), 3u);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      EXPECT_LE(fitted[i].error, drawn[i].error) << target << ' ' << i;
      EXPECT_LE(greedy[i].error, fitted[i].error) << target << ' ' << i;
      EXPECT_LE(std::abs(drawn[i].error - drawn[i].expected), 5 * drawn[i].deviation + 1e-12) << target << ' ' << i;
    }
    for (const Row& row : of("relu")) EXPECT_LE(row.error, row.bound) << target;
  }
}

}  // namespace
}  // namespace hadamard_ntk::experiments::two_layer
