#include "ntk/filters/decaying_correlation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "ntk/filters/textbook_filters_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;
using textbook::RelativeErrorInEps;

const double kArguments[] = {0, 1e-300, 1e-20, 1e-9, 1e-3, 0.3, 0.75, 1, 3, 20, 300};

TEST(DecayingCorrelation, KeepsItsDigits) {
  double worst = 0, worst_naive = 0;
  for (const double a : kArguments) {
    const Correlation<double> c = DecayingCorrelation(a);
    const Exact rho = exp(Exact(-Exact(a)));
    // 100 digits less what 1 - exp(-1e-300) loses are not enough.
    const Exact gap = a < 1e-50 ? Exact(a) : Exact(1 - rho);
    worst = std::max({worst, RelativeErrorInEps(c.cosine(), rho), RelativeErrorInEps(c.one_minus(), gap),
                      RelativeErrorInEps(c.one_plus(), Exact(1 + rho))});
    worst_naive = std::max(worst_naive, RelativeErrorInEps(1 - std::exp(-a), gap));
  }
  EXPECT_LE(worst, 2);
  EXPECT_GT(worst_naive, 1e6);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
