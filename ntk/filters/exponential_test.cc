#include "ntk/filters/exponential.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>

#include "ntk/filters/textbook_filters_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;
using textbook::RelativeErrorInEps;

const double kArguments[] = {0, 1e-300, 1e-20, 1e-9, 1e-3, 0.3, 0.75, 1, 3, 20, 300};

TEST(Exponential, CorrelationKeepsItsDigits) {
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

// The road of types without expm1, in a number type that has it: sinh and exp, 2 roundings each.
TEST(Exponential, ComplexNumbersOnTheRealAxis) {
  for (const double a : kArguments) {
    const std::complex<double> z = ExpMinusOne(std::complex<double>(-a));
    EXPECT_LE(std::abs(z.real() - std::expm1(-a)), 6 * std::numeric_limits<double>::epsilon() * -std::expm1(-a)) << a;
    EXPECT_EQ(z.imag(), 0);
  }
  const std::complex<double> small = ExpMinusOne(std::complex<double>(0, 1e-20));
  EXPECT_EQ(small.imag(), 1e-20);
}

TEST(Exponential, HundredDigits) {
  const Exact a = Exact(1) / 3, direct = exp(a) - 1;
  const Exact eps = std::numeric_limits<Exact>::epsilon();
  EXPECT_LE(abs(Exact(ExpMinusOne(a) - direct)), Exact(16 * eps));
  EXPECT_LE(abs(Exact(ExpMinusOne(Exact("1e-60")) * Exact("1e60") - 1 - Exact("5e-61"))), Exact(16 * eps));
}

}  // namespace
}  // namespace hadamard_ntk::ntk
