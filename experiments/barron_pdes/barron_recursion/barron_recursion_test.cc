#include "experiments/barron_pdes/barron_recursion/barron_recursion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "experiments/barron_pdes/barron_recursion/claims.h"
#include "experiments/barron_pdes/barron_recursion/measure.h"
#include "experiments/barron_pdes/barron_recursion/recursion.h"
#include "linalg/thrown_testing.h"

namespace hadamard_ntk::experiments::barron_recursion {
namespace {

// By plain arithmetic where that does not overflow.
TEST(RecursionTest, BoundsAreTheirFormulas) {
  const Setting s{.composition = {.b_l = 2, .p = 3, .k = 3}, .d = 4, .eta = .1, .bandwidth = 2, .force = 7};
  const auto off = [](double log, double expected) { return std::abs(std::pow(10, log) / expected - 1); };
  const double rounding = 1e-13;  // of a dozen operations on logarithms up to 5
  for (const double b : {.5, 1.0, 3.0}) {
    const double cube = std::pow(std::max(1.0, b), 3), w = 2 * 9;  // W_2
    EXPECT_LE(off(PrintedBound(s, 2, std::log10(b)), (1 + .1 * 4 * 9 * w * w * 2) * cube + .7), rounding);
    EXPECT_LE(off(SharperBound(s, 2, std::log10(b)), b + .1 * (4 * w * b / 2 + 2 * cube + 7)), rounding);
  }
  Setting gradient = s;
  gradient.composition.of_gradient = true;
  EXPECT_LE(off(SharperBound(gradient, 0, std::log10(2.0)), 2 + .1 * (4 * 2 * std::pow(4, 3) / 2 + 7)), rounding);
  EXPECT_GT(off(SharperBound(gradient, 1, std::log10(2.0)), 2 + .1 * (4 * 2 * std::pow(4, 3) / 2 + 7)), .1);
  Setting boundless = s;
  boundless.composition.k = 0;
  EXPECT_EQ(PrintedBound(boundless, 0, 0), std::numeric_limits<double>::infinity());
  EXPECT_EQ(AddLogs(-std::numeric_limits<double>::infinity(), 2), 2);
  EXPECT_DOUBLE_EQ(AbstractBound(s, std::exp(-2)), 9 * std::log10(8));
}

class BarronRecursionTest : public testing::Test {
 protected:
  static const Evidence& Quick() {
    static const Evidence evidence = [] {
      RunContext context;
      return Measure({.d = 3, .steps = 5}, context);
    }();
    return evidence;
  }
  static Verdict Of(const std::string& id, const Evidence& evidence) { return Judge(Checks(), id, evidence).verdict(); }
};

TEST_F(BarronRecursionTest, NormsAreThoseOfTheReference) {
  const Instance& sine = Quick().instances[1];
  EXPECT_LE(std::abs(sine.setting.force - 36.2132034356), 6e-11);
  EXPECT_LE(std::abs(sine.approximations.back().norm - 12.59761660457), 3e-11);
  const Instance& cubic = Quick().instances[2];
  EXPECT_LE(std::abs(cubic.steps[1].norm - .36213203436), 1e-11);
  EXPECT_LE(std::abs(cubic.approximations.back().norm - 3.07825523110), 5e-5);  // |u_T - u*| is 1e-7, of slow modes
}

TEST_F(BarronRecursionTest, VerdictsAsExpected) {
  EXPECT_EQ(Of("pde_recursion", Quick()), Verdict::kConfirmed);
  EXPECT_EQ(Of("pde_barron", Quick()), Verdict::kConfirmedInPart);
}

TEST_F(BarronRecursionTest, OtherNormsGetOtherVerdicts) {
  Evidence evidence = Quick();
  evidence.instances[0].steps[3].norm = 1.01 * evidence.instances[0].steps[3].sharper;
  EXPECT_EQ(Of("pde_recursion", evidence), Verdict::kContradicted);
  evidence = Quick();
  evidence.instances[2].steps[3].printed = std::log10(evidence.instances[2].steps[3].norm) - .01;
  EXPECT_EQ(Of("pde_recursion", evidence), Verdict::kContradicted);
  evidence = Quick();
  evidence.instances[1].approximations[2].error = .02;
  EXPECT_EQ(Of("pde_barron", evidence), Verdict::kContradicted);
  evidence = Quick();
  for (Instance& instance : evidence.instances) {
    instance.setting.composition.norms_everywhere = instance.setting.composition.curvature_everywhere = true;
  }
  EXPECT_EQ(Of("pde_barron", evidence), Verdict::kConfirmed);
}

TEST_F(BarronRecursionTest, ControlsDecide) {
  Evidence evidence = Quick();
  for (Step& step : evidence.identity.steps) step.sharper = 2 * step.norm;
  EXPECT_EQ(Of("pde_recursion", evidence), Verdict::kInconclusive);
  evidence = Quick();
  for (Step& step : evidence.constant.steps) step.sharper *= 3;
  EXPECT_EQ(Of("pde_recursion", evidence), Verdict::kInconclusive);
  evidence = Quick();
  evidence.instances[0].steps[2].composition = 1.5;  // B_L is not what was stated
  EXPECT_EQ(Of("pde_recursion", evidence), Verdict::kInconclusive);
  evidence = Quick();
  evidence.probes[1].with_lower_p = .9;
  EXPECT_EQ(Of("pde_barron", evidence), Verdict::kInconclusive);
}

TEST_F(BarronRecursionTest, RefusesStepsBeyondTheStableRange) {
  const auto message = [](const Config& config) {
    RunContext context;
    return MessageOf([&] { Measure(config, context); });
  };
  EXPECT_EQ(message({.d = 2, .steps = 1, .eta = 1.4}).substr(0, 52),
            "--eta: Descend: eta must be < 2/Lambda' = 1.33333 on");
  EXPECT_EQ(message({.d = 2, .steps = 5, .eta_cubic = .5}).substr(0, 45),
            "--eta_cubic: Descend: eta must be < 2/Lambda'");
}

}  // namespace
}  // namespace hadamard_ntk::experiments::barron_recursion
