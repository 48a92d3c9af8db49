#include "experiments/skeleton/basel/basel.h"

#include <gtest/gtest.h>

#include "experiments/skeleton/basel/claims.h"
#include "experiments/skeleton/basel/measure.h"

namespace hadamard_ntk::experiments::basel {
namespace {

Evidence Remainders(std::vector<int> n) {
  RunContext context;
  return Measure({.n = std::move(n)}, context);
}

TEST(BaselTest, AnotherLawIsContradicted) {
  Evidence evidence = Remainders({10, 100, 1000});
  EXPECT_EQ(Judge(Checks(), "basel_remainder", evidence).verdict(), Verdict::kConfirmed);
  for (auto& [n, value] : evidence.remainders) value *= value;
  EXPECT_EQ(Judge(Checks(), "basel_remainder", evidence).verdict(), Verdict::kContradicted);
}

// A measurement that would pass for 1.1/n, too, decides nothing.
TEST(BaselTest, AFewTermsDecideNothing) {
  EXPECT_EQ(Judge(Checks(), "basel_remainder", Remainders({1})).verdict(), Verdict::kInconclusive);
}

TEST(BaselTest, RemaindersOfKnownSums) {
  const Evidence evidence = Remainders({1, 2});
  const double eps = 1e-16, value = 0.64493406684822643647;  // pi^2/6 - 1
  EXPECT_NEAR(evidence.remainders[0].value, value, 20 * eps);
  EXPECT_NEAR(evidence.remainders[1].value, value - 0.25, 20 * eps);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::basel
