#include "experiments/hierarchical_polynomials/hermite_projections/hermite_projections.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "experiments/hierarchical_polynomials/hermite_projections/claims.h"
#include "experiments/hierarchical_polynomials/hermite_projections/measure.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::experiments::hermite_projections {
namespace {

Evidence Measured(std::vector<int> d = {8, 16, 40}) {
  RunContext context;
  return Measure({.d = std::move(d), .samples = 100000}, context);
}

Claim Judged(const Evidence& evidence) { return Judge(Checks(), "hier_stein", evidence); }

const Evidence& OfARun() {
  static const Evidence evidence = Measured();
  return evidence;
}

TEST(HermiteProjectionsTest, TheLemmaHolds) {
  const Claim claim = Judged(OfARun());
  EXPECT_EQ(claim.verdict(), Verdict::kConfirmed) << claim.measured.text;
  EXPECT_TRUE(claim.negative_control.rejected);
  EXPECT_TRUE(claim.positive_control.found);
}

// A closed form off by 1e-9, an exponent by 0.02, a mean by six standard errors: each is seen.
TEST(HermiteProjectionsTest, AWrongClosedFormDecidesNothing) {
  Evidence rows = OfARun(), slopes = OfARun(), samples = OfARun();
  rows.rows.front().closed += 1e-9;
  slopes.slopes.front().closed += 0.02;
  samples.samples.back().exact = samples.samples.back().mean.mean + 6 * samples.samples.back().mean.error;
  for (const Evidence& planted : {rows, slopes, samples}) {
    EXPECT_EQ(Judged(planted).verdict(), Verdict::kInconclusive);
  }
}

TEST(HermiteProjectionsTest, AComponentThatStaysContradicts) {
  Evidence stays = OfARun();
  for (Target& target : stays.targets) {
    if (target.k != 3 || target.g != "z^3 - 2z" || target.signs != "equal") continue;
    target.remainder = gaussian::RootSum(1);
    target.by_quadrature[2] = 1;
  }
  const Claim claim = Judged(stays);
  EXPECT_EQ(claim.verdict(), Verdict::kContradicted);
  EXPECT_NE(claim.what_holds_instead.find("k = 3, z^3 - 2z, equal signs, at k"), std::string::npos);
}

TEST(HermiteProjectionsTest, BlindControlsDecideNothing) {
  Evidence right = OfARun(), not_normal = OfARun();
  for (Row& row : right.rows) {
    if (!std::isnan(row.planted)) row.planted = row.closed;  // what is planted as wrong is right
  }
  not_normal.normal_rows.front().quadrature += 1e-6;
  EXPECT_EQ(Judged(right).verdict(), Verdict::kInconclusive);
  EXPECT_EQ(Judged(not_normal).verdict(), Verdict::kInconclusive);
  EXPECT_EQ(Judged(Measured({8, 16})).verdict(), Verdict::kInconclusive);
}

// At d = 8 by hand: z^3 at k = 2, balanced.
TEST(HermiteProjectionsTest, KnownTarget) {
  const auto found = std::find_if(OfARun().targets.begin(), OfARun().targets.end(), [](const Target& target) {
    return target.k == 2 && target.g == "z^3" && target.signs == "balanced" && target.d == 8;
  });
  ASSERT_NE(found, OfARun().targets.end());
  EXPECT_EQ(found->all, gaussian::RootSum(45));
  EXPECT_EQ(found->below, gaussian::RootSum());
  EXPECT_EQ(found->remainder.Text(), "9/4");
  EXPECT_EQ(found->plateau, 0.55);
}

TEST(HermiteProjectionsTest, RefusesOddDimensionsAndDegreesWithoutMoments) {
  EXPECT_THROW(Measured({8, 9}), FlagError);
  EXPECT_THROW(MomentsOf(5), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::hermite_projections
