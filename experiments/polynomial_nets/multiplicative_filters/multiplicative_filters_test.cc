#include "experiments/polynomial_nets/multiplicative_filters/multiplicative_filters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "experiments/polynomial_nets/multiplicative_filters/claims.h"
#include "experiments/polynomial_nets/multiplicative_filters/measure.h"

namespace hadamard_ntk::experiments::multiplicative_filters {
namespace {

const Evidence& Measured() {
  static const Evidence evidence = [] {
    RunContext context;
    return Measure({.widths = {8, 32}, .draws = 4000, .width = 32, .steps = 50}, context);
  }();
  return evidence;
}

Curve& Find(Evidence& evidence, const std::string& network, int degree) {
  return *std::find_if(evidence.curves.begin(), evidence.curves.end(),
                       [&](const Curve& c) { return c.network == network && c.degree == degree && c.width == 0; });
}

TEST(MultiplicativeFiltersTest, VerdictsFollowTheEvidence) {
  Evidence evidence = Measured();
  EXPECT_EQ(Judge(Checks(), "mfn_kernel", evidence).verdict(), Verdict::kConfirmed);
  EXPECT_EQ(Judge(Checks(), "mfn_extrapolation", evidence).verdict(), Verdict::kConfirmedInPart);
  evidence.kernel.printed[0].found *= 1 + 1e-12;
  EXPECT_EQ(Judge(Checks(), "mfn_kernel", evidence).verdict(), Verdict::kContradicted);
  Find(evidence, "relu", 2).ray.f[3] *= 1.001;
  EXPECT_EQ(Judge(Checks(), "mfn_extrapolation", evidence).verdict(), Verdict::kContradicted);
}

TEST(MultiplicativeFiltersTest, AnotherTailContradicts) {
  const auto verdict = [](const Evidence& evidence) { return Judge(Checks(), "mfn_tails", evidence).verdict(); };
  EXPECT_EQ(verdict(Measured()), Verdict::kConfirmed);
  Evidence steeper = Measured();
  steeper.tails[0].found += 0.1;
  EXPECT_EQ(verdict(steeper), Verdict::kContradicted);
  Evidence bent = Measured();
  Find(bent, "relu_biased", 2).ray.f[3] *= 1.001;
  EXPECT_EQ(verdict(bent), Verdict::kContradicted);
  Evidence blind = Measured();
  for (Tail& tail : blind.tails) tail.found = tail.expected;
  EXPECT_EQ(verdict(blind), Verdict::kInconclusive);
}

// Printed with 12 digits and fewer, made by mpmath; the predictors' own bound, or half a unit of the last digit.
TEST(MultiplicativeFiltersTest, PredictorsHaveThePrintedValues) {
  Evidence evidence = Measured();
  const auto check = [&](const std::string& network, int degree, const std::vector<double>& printed, double digits) {
    const Curve& c = Find(evidence, network, degree);
    for (std::size_t i = 0; i < printed.size(); ++i) {
      EXPECT_NEAR(c.ray.f[i], printed[i], c.ray.rounding[i] + digits * std::abs(printed[i]))
          << network << degree << " " << i;
      EXPECT_GT(std::abs(c.ray.f[i] - printed[i] * (1 + 2e-3)), c.ray.rounding[i] + digits * std::abs(printed[i]));
    }
  };
  check("fourier", 2, {.46267819742, 1.13432154735, .59160704893}, 1e-10);
  check("fourier", 3, {.46114128383, 1.09169049847, .28180895863}, 1e-10);
  const Curve &two = Find(evidence, "fourier", 2), &three = Find(evidence, "fourier", 3);
  EXPECT_NEAR(two.ray.f[3], 2.13262283e-4, 1e-8 * 2.13262283e-4);
  EXPECT_NEAR(two.ray.f[4], 7.718e-22, 1e-4 * 7.718e-22);
  EXPECT_NEAR(three.ray.f[3], 1.56518e-6, 1e-5 * 1.56518e-6);
  EXPECT_NEAR(three.ray.f[4], 9.99e-33, 1e-3 * 9.99e-33);
  check("relu", 2, {.38335583377, 4 * .38335583377, 16 * .38335583377}, 1e-10);
  check("relu", 3, {.33144443089, 8 * .33144443089, 64 * .33144443089}, 1e-10);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::multiplicative_filters
