#include "ntk/gradient_flow.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "linalg/thrown_testing.h"
#include "ntk/descent_filter.h"

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

// 2^53 steps with momentum 1/2, in 100 digits: off the flow by few of 2^-53.
double ByDescent(double lambda, double time) {
  constexpr std::int64_t kSteps = std::int64_t{1} << 53;
  return DescentFilter(lambda, {std::ldexp(time / 2, -53), 0.5}, kSteps);
}

TEST(FlowFilterTest, IsTheLimitOfSmallSteps) {
  for (const double lambda : {1e-280, 1e-20, 3e-5, 0.7, 12.0, 1e200}) {
    for (const double x : {1e-18, 1e-9, 0.01, 0.3, 1.0, 5.0, 40.0, 500.0}) {
      const double time = x / lambda, expected = ByDescent(lambda, time);
      // Counted: 3 eps here, 4 there and 4 of the steps.
      const auto off = [&](double value) { return std::abs(value / expected - 1) / (11 * kEps); };
      EXPECT_LE(off(FlowFilter(lambda, time)), 1) << lambda << " " << x;
      // Controls: a planted error in the last digits; without expm1.
      EXPECT_GT(off(FlowFilter(lambda, time) * (1 + 25 * kEps)), 1) << lambda << " " << x;
      if (x < 1e-8) {
        EXPECT_GT(off((1 - std::exp(-x)) / lambda), 1) << lambda << " " << x;
      }
    }
  }
}

// r_{s+t} = r_s r_t: g_{s+t} = g_s + g_t - lambda g_s g_t.
TEST(FlowFilterTest, TimesAdd) {
  for (const double lambda : {1e-12, 0.4, 3.0}) {
    for (const double s : {1e-3, 0.5, 2.0}) {
      for (const double t : {0.1, 7.0}) {
        const double g_s = FlowFilter(lambda, s), g_t = FlowFilter(lambda, t);
        // Counted: four terms of 3 eps of g_s + g_t.
        EXPECT_LE(std::abs(FlowFilter(lambda, s + t) - (g_s + g_t - lambda * g_s * g_t)), 12 * kEps * (g_s + g_t));
      }
    }
  }
}

TEST(FlowFilterTest, AtTheEnds) {
  EXPECT_EQ(FlowFilter(0, 3), 3);
  EXPECT_EQ(FlowFilter(2, 0), 0);
  EXPECT_EQ(FlowFilter(1e-310, 1e5), 1e5);
  EXPECT_EQ(FlowFilter(4, std::numeric_limits<double>::max()), 0.25);
  EXPECT_EQ(FlowFilter(0, std::numeric_limits<double>::max()), std::numeric_limits<double>::max());
}

TEST(FlowFilterTest, RejectsBadInput) {
  EXPECT_THROW(FlowFilter(-1e-300, 1), std::invalid_argument);
  EXPECT_THROW(FlowFilter(std::numeric_limits<double>::infinity(), 1), std::invalid_argument);
  EXPECT_THROW(FlowFilter(1, NAN), std::invalid_argument);
  EXPECT_EQ(MessageOf([&] { FlowFilter(1, -2); }), "FlowFilter: time must be finite and not negative, got -2");
}

}  // namespace
}  // namespace hadamard_ntk::ntk
