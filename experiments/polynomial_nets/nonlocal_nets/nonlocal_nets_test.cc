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
    return Measure({.widths = {8, 64}, .draws = 20000, .width = 32, .steps = 50, .sets = 30}, context);
  }();
  return evidence;
}

TEST(NonlocalNetsTest, VerdictsFollowTheEvidence) {
  Evidence evidence = Measured();
  EXPECT_EQ(Judge(Checks(), "nonlocal_kernel", evidence).verdict(), Verdict::kConfirmed);
  EXPECT_EQ(Judge(Checks(), "nonlocal_extrapolation", evidence).verdict(), Verdict::kConfirmed);
  evidence.printed[3].found *= 1 + 1e-12;
  EXPECT_EQ(Judge(Checks(), "nonlocal_kernel", evidence).verdict(), Verdict::kContradicted);
  evidence.curves[0].f[2] *= 1.001;
  EXPECT_EQ(Judge(Checks(), "nonlocal_extrapolation", evidence).verdict(), Verdict::kContradicted);
}

// Without the power to refuse the wrong formulas nothing is said.
TEST(NonlocalNetsTest, WithoutControlsNothingIsSaid) {
  Evidence evidence = Measured();
  for (Mean& mean : evidence.means) mean.ntk_error = 1e3;
  EXPECT_EQ(Judge(Checks(), "nonlocal_kernel", evidence).verdict(), Verdict::kInconclusive);
  evidence.relu_recovery = 0.5;
  EXPECT_EQ(Judge(Checks(), "nonlocal_extrapolation", evidence).verdict(), Verdict::kInconclusive);
}

TEST(NonlocalNetsTest, ACubicThatIsNotRecoveredContradicts) {
  Evidence evidence = Measured();
  evidence.recovery = 2;
  EXPECT_EQ(Judge(Checks(), "nonlocal_extrapolation", evidence).verdict(), Verdict::kContradicted);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::nonlocal_nets
