#include "experiments/conjugate_directions/size_independence/size_independence.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "experiments/conjugate_directions/size_independence/claims.h"
#include "experiments/conjugate_directions/size_independence/measure.h"

namespace hadamard_ntk::experiments::size_independence {
namespace {

void Plant(Evidence& evidence, const std::string& method, double exponent) {
  std::erase_if(evidence.counts, [&](const Counts& counts) { return counts.method == method; });
  for (const Kind kind : kAllKinds) {
    for (const int n : {32, 64, 128}) {
      const double count = 10 * std::pow(n / 32.0, exponent);
      evidence.counts.push_back({method, n, kind, {count, 1.4 * count}});
    }
  }
}

// Iterations that grow like N^exponent with nets.
Evidence Growing(double net, double retrained) {
  Evidence evidence{.corners = {{32, 5, 9}}, .radius = 3};
  Plant(evidence, "net", net);
  Plant(evidence, "retrained", retrained);
  Plant(evidence, "cg", 0.95);
  Plant(evidence, "multigrid", 0.05);
  evidence.local_steps = {{.dimension = 2, .n = 33, .step = 1, .residual = 0.5, .bound = 0.2, .zero_beyond = true}};
  return evidence;
}

Verdict Of(const Evidence& evidence) { return Judge(Checks(), "dcdm_size", evidence).verdict(); }

TEST(SizeIndependenceTest, GrowthDecides) {
  EXPECT_EQ(Of(Growing(0.1, 0.1)), Verdict::kConfirmedInPart);
  EXPECT_EQ(Of(Growing(0.4, 0.4)), Verdict::kConfirmedInPart);
  EXPECT_EQ(Of(Growing(0.7, 0.1)), Verdict::kContradicted);
  const auto instead = [](double net) { return Judge(Checks(), "dcdm_size", Growing(net, 0.1)).what_holds_instead; };
  EXPECT_NE(instead(0.1).find("less than 20 %"), std::string::npos);
  EXPECT_NE(instead(0.4).find("up to 32 %"), std::string::npos);
  EXPECT_NE(instead(0.7).find("N^0.7"), std::string::npos);
}

TEST(SizeIndependenceTest, ControlsDecide) {
  Evidence evidence = Growing(0.1, 0.1);
  Plant(evidence, "cg", 0.4);
  EXPECT_EQ(Of(evidence), Verdict::kInconclusive);
  evidence = Growing(0.1, 0.1);
  Plant(evidence, "multigrid", 0.3);
  EXPECT_EQ(Of(evidence), Verdict::kInconclusive);
}

TEST(SizeIndependenceTest, ABrokenBoundDecidesNothing) {
  for (int fault = 0; fault < 3; ++fault) {
    Evidence evidence = Growing(0.7, 0.7);
    if (fault == 0) evidence.local_steps[0].residual = 0.1;
    if (fault == 1) evidence.local_steps[0].zero_beyond = false;
    if (fault == 2) evidence.local_steps[0].sum_error = 0.1;
    EXPECT_EQ(Of(evidence), Verdict::kInconclusive) << fault;
  }
}

TEST(SizeIndependenceTest, OneSizeIsRefused) {
  RunContext context;
  EXPECT_THROW(Measure({.sizes = {32}}, context), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::size_independence
