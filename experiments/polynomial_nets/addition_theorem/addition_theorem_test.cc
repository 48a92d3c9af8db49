#include "experiments/polynomial_nets/addition_theorem/addition_theorem.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "experiments/polynomial_nets/addition_theorem/claims.h"
#include "experiments/polynomial_nets/addition_theorem/measure.h"
#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments::addition_theorem {
namespace {

const RunOutcome& Quick() {
  static const RunOutcome outcome = RunExperiment(AdditionTheorem(), {.quick = true});
  return outcome;
}

TEST(AdditionTheoremTest, LemmaHoldsWithValueOneAtOneOnly) {
  ASSERT_EQ(Quick().result.claims.size(), 1u);
  const Claim& claim = Quick().result.claims[0];
  EXPECT_EQ(claim.verdict(), Verdict::kConfirmedInPart);
  EXPECT_LE(claim.measured.values["unit_deviation_over_bound"].get<double>(), 1);
  EXPECT_GT(claim.measured.values["classical_rejected"].get<int>(), 20);
  EXPECT_GE(claim.measured.values["degrees_by_definition"].get<int>(), 20);
}

// C_k^{1/2} is the Legendre polynomial: the two readings are one on S^2, and differ everywhere else from k = 1 on.
TEST(AdditionTheoremTest, ReadingsAgreeOnTheTwoSphereOnly) {
  int other = 0;
  for (const Json& degree : Quick().document.at("degrees")) {
    const bool agree = degree.at("classical_largest_error").get<double>() < 1e-9;
    const int d = degree.at("d").get<int>(), k = degree.at("k").get<int>();
    EXPECT_EQ(agree, d == 2 || k == 0) << d << " " << k;
    other += !agree;
  }
  EXPECT_GT(other, 20);
}

TEST(AdditionTheoremTest, EveryRowIsWithinItsTolerance) {
  const Table& table = Quick().result.tables[0].table;
  ASSERT_GT(table.size(), 500u);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double tolerance = table.Reals("tolerance")[i];
    EXPECT_LT(tolerance, 1e-12);
    EXPECT_LE(std::abs(table.Reals("sum_over_f")[i] - table.Reals("g_unit")[i]), tolerance) << i;
  }
}

TEST(AdditionTheoremTest, OtherSeedSameVerdict) {
  const RunOutcome outcome = RunExperiment(AdditionTheorem(), {.quick = true, .seed = 17});
  EXPECT_TRUE(outcome.as_expected());
  EXPECT_NE(outcome.result.tables[0].table.ToCsv(), Quick().result.tables[0].table.ToCsv());
}

// Planted degrees, in units of the tolerances: what each deviation does to the verdict.
std::vector<Degree> Degrees() {
  Degree degree{.d = 3, .k = 2, .multiplicity = 9, .unit = 0.1, .classical = 1e9, .definition = 0.1};
  degree.control = 1e9;
  degree.planted = 0.1;
  degree.classical_factor = 3;
  return {degree, degree};
}

Claim Lemma1(const std::vector<Degree>& degrees) {
  return Judge(Checks(), "lemma_1", Evidence{.config = {}, .sums = {}, .degrees = degrees});
}

TEST(AdditionTheoremTest, ControlsThatFailLeaveNothingConcluded) {
  EXPECT_EQ(Lemma1(Degrees()).verdict(), Verdict::kConfirmedInPart);
  std::vector<Degree> blind = Degrees();
  blind[1].planted = 1.5;
  EXPECT_FALSE(Lemma1(blind).positive_control.found);
  EXPECT_EQ(Lemma1(blind).verdict(), Verdict::kInconclusive);
  std::vector<Degree> lax = Degrees();
  lax[1].control = 0.5;
  EXPECT_FALSE(Lemma1(lax).negative_control.rejected);
  EXPECT_EQ(Lemma1(lax).verdict(), Verdict::kInconclusive);
}

TEST(AdditionTheoremTest, OneDegreeThatMissesRefutesAReading) {
  std::vector<Degree> degrees = Degrees();
  for (Degree& degree : degrees) degree.classical = 0.5;
  EXPECT_EQ(Lemma1(degrees).verdict(), Verdict::kConfirmed);
  degrees[1].unit = 1.1;
  EXPECT_EQ(Lemma1(degrees).verdict(), Verdict::kContradicted);
  degrees = Degrees();
  degrees[0].definition = 1.1;
  EXPECT_EQ(Lemma1(degrees).verdict(), Verdict::kContradicted);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::addition_theorem
