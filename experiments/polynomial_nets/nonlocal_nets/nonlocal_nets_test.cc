#include "experiments/polynomial_nets/nonlocal_nets/nonlocal_nets.h"

#include <gtest/gtest.h>

#include <cmath>

#include "experiments/polynomial_nets/nonlocal_nets/claims.h"
#include "experiments/polynomial_nets/nonlocal_nets/measure.h"

namespace hadamard_ntk::experiments::nonlocal_nets {
namespace {

const Evidence& Measured() {
  static const Evidence evidence = [] {
    RunContext context;
    return Measure({.widths = {8, 64}, .draws = 20000, .width = 64, .steps = 200, .sets = 60}, context);
  }();
  return evidence;
}

TEST(NonlocalNetsTest, VerdictsFollowTheEvidence) {
  Evidence evidence = Measured();
  EXPECT_EQ(Judge(Checks(), "nonlocal_kernel", evidence).verdict(), Verdict::kConfirmed);
  EXPECT_EQ(Judge(Checks(), "nonlocal_extrapolation", evidence).verdict(), Verdict::kConfirmed);
  evidence.kernel.printed[3].found *= 1 + 1e-12;
  EXPECT_EQ(Judge(Checks(), "nonlocal_kernel", evidence).verdict(), Verdict::kContradicted);
  evidence.curves[0].ray.f[2] *= 1.001;
  EXPECT_EQ(Judge(Checks(), "nonlocal_extrapolation", evidence).verdict(), Verdict::kContradicted);
}

TEST(NonlocalNetsTest, WithoutItsControlNothingIsSaid) {
  Evidence evidence = Measured();
  evidence.relu_recovery = 0.5;
  EXPECT_EQ(Judge(Checks(), "nonlocal_extrapolation", evidence).verdict(), Verdict::kInconclusive);
}

TEST(NonlocalNetsTest, ACubicThatIsNotRecoveredContradicts) {
  Evidence evidence = Measured();
  evidence.recovery = 2;
  EXPECT_EQ(Judge(Checks(), "nonlocal_extrapolation", evidence).verdict(), Verdict::kContradicted);
}

// A net that keeps its error but for the last bit, and one that learnt less.
TEST(NonlocalNetsTest, AProductThatLosesItsErrorIsNotConfirmed) {
  const auto verdict = [](const Evidence& evidence) {
    return Judge(Checks(), "nonlocal_set_regression", evidence).verdict();
  };
  EXPECT_EQ(verdict(Measured()), Verdict::kConfirmed);
  Evidence drifts = Measured(), large = Measured();
  for (SetRegressionError& e : drifts.task) {
    if (e.network == "poly_nl relu" && e.steps > 0 && e.radius == 4) e.error = std::nextafter(e.error, 1);
  }
  EXPECT_EQ(verdict(drifts), Verdict::kInconclusive);
  for (SetRegressionError& e : large.task) {
    if (e.network == "poly_nl linear") e.error = 0.6;
  }
  EXPECT_EQ(verdict(large), Verdict::kInconclusive);
}

// Before they are trained nets must fail.
TEST(NonlocalNetsTest, NetsThatNeedNoTrainingDecideNothing) {
  Evidence evidence = Measured();
  for (SetRegressionError& e : evidence.task) {
    if (e.width > 0 && e.steps == 0) e.error = 0.01;
  }
  EXPECT_EQ(Judge(Checks(), "nonlocal_set_regression", evidence).verdict(), Verdict::kInconclusive);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::nonlocal_nets
