#include "experiments/polynomial_nets/harmonics_learning/claims.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/harmonics_learning/comparison.h"
#include "experiments/polynomial_nets/harmonics_learning/measure.h"

namespace hadamard_ntk::experiments::harmonics_learning {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Nets of degree 3, 6, 9 on harmonics k = 1, 3: of infinite width on three data sets, and two finite nets of each
// degree.
struct Planted {
  double ccp = 3, fair = 3, eq2 = 1 / 3.0;  // from degree to degree half is left so many times earlier
  double diagonal = 2;                      // and K(x, x) is so many times larger
  double scatter = 1;                       // factor by which every other run is slower
  double finite_half = 16;                  // when half is left for the finite nets of degree 3
  double slower_off_at_3 = 1;               // at k = 3, off the samples, times are multiplied by this for each degree
};

Evidence MakeEvidence(const Planted& planted) {
  Evidence evidence{.config = {.harmonics = {1, 3}, .samples = 100, .widths = {32768}, .finite_iterations = 30000}};
  evidence.multiplicities = {10, 210};
  evidence.finite_steps = evidence.steps = {0, 1, 2, 4, 8, 16, 32, 64};
  for (int set = 0; set < 3; ++set) {
    for (int rank = 0; rank < 3; ++rank) {
      const double noise = (set + rank) % 2 == 0 ? 1 + 0.01 * set : planted.scatter;
      const auto times = [&](double factor) { return std::vector<double>(2, 1000 * noise * std::pow(factor, -rank)); };
      for (const std::string& network : {std::string("ccp"), std::string("pnn"), std::string("pnn_eq2")}) {
        WideRun run;
        run.network = network;
        run.parameter = 3 * (rank + 1);
        run.data_set = set;
        run.diagonal = std::pow(planted.diagonal, rank);
        run.common.eta = 1e-3;
        run.common.halving = times(network == "ccp" ? planted.ccp : planted.eq2);
        run.fair.halving = run.fair.halving_off = times(planted.fair);
        run.fair.halving_off[1] *= std::pow(planted.slower_off_at_3, rank);
        run.common.halving_of_noise = run.fair.halving_of_noise = 1000;
        run.fair.eta = 1e-3;
        // So that mu_k predicts the time at k = 1, and mu_k in the place of mu_{k+1} another by 10.
        const double mu = -std::expm1(std::log(0.5) / run.fair.halving[0]) / (run.fair.eta * evidence.config.samples);
        run.mu = {mu, mu / 10};
        run.next_mu = {mu / 10, mu / 100};
        run.least_off = {0.1, 0.4};
        run.least_off_shuffled = {0.9, 0.9};
        evidence.wide.push_back(run);
      }
    }
  }
  for (int number = 0; number < 2; ++number) {
    for (int rank = 0; rank < 3; ++rank) {
      for (const Rate rate : {Rate::kCommon, Rate::kFair}) {
        FiniteRun run{{"ccp", 3 * (rank + 1), 64, 1}, number, rate, {}};
        run.curve.training.resize(std::ssize(evidence.finite_steps), 2);
        const double factor = rate == Rate::kCommon ? planted.ccp : planted.fair;
        const double half = planted.finite_half * std::pow(factor, -rank);
        for (Eigen::Index i = 0; i < run.curve.training.rows(); ++i) {
          run.curve.training.row(i).setConstant(
              std::exp2(-static_cast<double>(evidence.finite_steps[static_cast<std::size_t>(i)]) / half));
        }
        evidence.finite.push_back(run);
      }
    }
  }
  return evidence;
}

Claim JudgeCommonRate(const Evidence& evidence) { return Judge(Checks(), "figure_5_common_rate", evidence); }
Claim JudgeFairRate(const Evidence& evidence) { return Judge(Checks(), "figure_5_fair_rate", evidence); }
Claim JudgeEq2(const Evidence& evidence) { return Judge(Checks(), "figure_5_eq2", evidence); }
Claim JudgeOffSamples(const Evidence& evidence) { return Judge(Checks(), "high_frequencies_off_samples", evidence); }
Claim JudgeEigenvalueTime(const Evidence& evidence) { return Judge(Checks(), "time_from_eigenvalue", evidence); }

void ExpectVerdict(const Claim& claim, Verdict verdict) {
  EXPECT_EQ(claim.verdict(), verdict) << claim.id << ": " << Name(claim.verdict()) << ", " << claim.measured.text;
  EXPECT_NO_THROW(CheckJudgement(claim)) << claim.id;
}

TEST(HarmonicsClaimsTest, AnOrderThatIsThereIsConfirmed) {
  const Evidence evidence = MakeEvidence({});
  ExpectVerdict(JudgeCommonRate(evidence), Verdict::kConfirmed);
  ExpectVerdict(JudgeFairRate(evidence), Verdict::kConfirmed);
  EXPECT_FALSE(JudgeCommonRate(evidence).replication->printed_effect_excluded);
}

// No number is printed with Figure 5, so the opposite order is not reproduced, and says what differs.
TEST(HarmonicsClaimsTest, TheOppositeOrderIsNotReproduced) {
  const Evidence evidence = MakeEvidence({.ccp = 1 / 3.0, .fair = 1 / 3.0});
  for (const Claim& claim : {JudgeCommonRate(evidence), JudgeFairRate(evidence)}) {
    ExpectVerdict(claim, Verdict::kNotReproduced);
    EXPECT_TRUE(claim.replication->printed_effect_excluded);
    const std::vector<std::string>& differs = claim.replication->differs;
    ASSERT_EQ(differs.size(), 6u);  // and the start, the scale, the seeds, the baseline
    EXPECT_EQ(differs[0], "data: samples 100 instead of 1000");
    EXPECT_EQ(differs[1], "target: harmonics 1, 3");
  }
}

// At rates ~ 1 / K(x, x) the order is another where K(x, x) grows faster than the times at the common rate fall.
TEST(HarmonicsClaimsTest, TheFairRateCarriesItsCondition) {
  const Claim claim = JudgeFairRate(MakeEvidence({.diagonal = 4}));
  ExpectVerdict(claim, Verdict::kConfirmedInPart);
  EXPECT_NE(claim.what_holds_instead.find("at rates ~ 1 / K(x, x) for k = none, and slower for k = 1, 3"),
            std::string::npos)
      << claim.what_holds_instead;
}

// Data sets that differ by more than the factor 2 that is planted; finite nets that never get to half.
TEST(HarmonicsClaimsTest, WithoutPowerNothingIsSaid) {
  for (const double factor : {1 / 3.0, 1.0, 3.0}) {
    for (const Planted& planted : {Planted{.ccp = factor, .fair = factor, .scatter = 30},
                                   Planted{.ccp = factor, .fair = factor, .finite_half = 1e6}}) {
      const Evidence evidence = MakeEvidence(planted);
      for (const Claim& claim : {JudgeCommonRate(evidence), JudgeFairRate(evidence)}) {
        EXPECT_FALSE(claim.positive_control.found);
        ExpectVerdict(claim, Verdict::kInconclusive);
      }
    }
  }
}

// An order that changes its sense with every other data set is one in the negative control.
TEST(HarmonicsClaimsTest, AlternatingOrdersSpoilTheNegativeControl) {
  const Evidence evidence = WithDegreesExchanged(MakeEvidence({}));
  for (const Claim& claim : {JudgeCommonRate(evidence), JudgeFairRate(evidence), JudgeEq2(evidence)}) {
    EXPECT_FALSE(claim.negative_control.rejected) << claim.id;
    ExpectVerdict(claim, Verdict::kInconclusive);
  }
}

TEST(HarmonicsClaimsTest, Eq2) {
  ExpectVerdict(JudgeEq2(MakeEvidence({})), Verdict::kContradicted);
  ExpectVerdict(JudgeEq2(MakeEvidence({.eq2 = 2})), Verdict::kConfirmed);
  const Claim powerless = JudgeEq2(MakeEvidence({.ccp = 1}));  // the check does not know an order when it sees one
  EXPECT_FALSE(powerless.positive_control.found);
  ExpectVerdict(powerless, Verdict::kInconclusive);
}

TEST(HarmonicsClaimsTest, OffSamples) {
  ExpectVerdict(JudgeOffSamples(MakeEvidence({})), Verdict::kConfirmedInPart);
  EXPECT_NE(JudgeOffSamples(MakeEvidence({})).what_holds_instead.find("this holds for k = 3 alone"), std::string::npos);
  ExpectVerdict(JudgeOffSamples(MakeEvidence({.slower_off_at_3 = 4})), Verdict::kContradicted);
  ExpectVerdict(JudgeOffSamples(MakeEvidence({.slower_off_at_3 = kInfinity})), Verdict::kContradicted);
  const Claim powerless = JudgeOffSamples(MakeEvidence({.fair = 1}));  // nor on the samples is any degree faster
  EXPECT_FALSE(powerless.positive_control.found);
  ExpectVerdict(powerless, Verdict::kInconclusive);
  Evidence leaking = MakeEvidence({});
  leaking.wide[0].least_off_shuffled[1] = 0.4;  // what was never in the labels is learnt
  EXPECT_FALSE(JudgeOffSamples(leaking).negative_control.rejected);
  ExpectVerdict(JudgeOffSamples(leaking), Verdict::kInconclusive);
}

TEST(HarmonicsClaimsTest, TimeFromEigenvalue) {
  const Claim claim = JudgeEigenvalueTime(MakeEvidence({}));
  ExpectVerdict(claim, Verdict::kConfirmedInPart);
  EXPECT_EQ(claim.measured.values["agree_at"], Json({1}));
  Evidence evidence = MakeEvidence({});
  for (WideRun& run : evidence.wide) run.fair.halving = {1, 1};
  ExpectVerdict(JudgeEigenvalueTime(evidence), Verdict::kContradicted);
  evidence = MakeEvidence({});
  for (WideRun& run : evidence.wide) run.next_mu = run.mu;
  EXPECT_FALSE(JudgeEigenvalueTime(evidence).negative_control.rejected);
  // Steps in which nearly all is learnt: times below one step, where even the true case is not predicted.
  evidence = MakeEvidence({});
  for (WideRun& run : evidence.wide) run.mu[1] = (1 - 1e-9) / (run.fair.eta * evidence.config.samples);
  EXPECT_FALSE(JudgeEigenvalueTime(evidence).positive_control.found);
  ExpectVerdict(JudgeEigenvalueTime(evidence), Verdict::kInconclusive);
}

TEST(WithOrderTest, KeepsTheScatterAndMovesTheMean) {
  const Evidence evidence = MakeEvidence({.ccp = 1, .scatter = 1.5});
  const Evidence planted = WithOrder(evidence, "ccp", 4);
  const double own = evidence.Runs("ccp", 9)[0]->common.halving[0] / evidence.Runs("ccp", 9)[1]->common.halving[0];
  constexpr double kRounding = 1e-14;  // counted: some tens of operations
  EXPECT_NEAR(planted.Runs("ccp", 9)[0]->common.halving[0] / planted.Runs("ccp", 9)[1]->common.halving[0], own,
              kRounding);
  EXPECT_NEAR(SpeedUpOf(planted, "ccp", Rate::kCommon, 0).factor, 16, 16 * kRounding);
  EXPECT_NEAR(SpeedUpOf(planted, "ccp", Rate::kFair, 1).factor, 16, 16 * kRounding);
  EXPECT_EQ(planted.Runs("pnn_eq2", 9)[0]->common.halving, evidence.Runs("pnn_eq2", 9)[0]->common.halving);
  // All finite nets halve at step 16: then at 4, and at 1.
  EXPECT_EQ(CompareFinite(evidence, Rate::kCommon).faster, 0);
  EXPECT_EQ(CompareFinite(planted, Rate::kCommon).faster, 2 * 2 * 2);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::harmonics_learning
