#include "referee/figure/axis_scale.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hadamard_ntk::referee {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

std::string Labels(const std::vector<Tick>& ticks) {
  std::string labels;
  for (const Tick& tick : ticks) {
    if (!tick.text.empty()) labels += tick.text + " ";
  }
  return labels;
}

TEST(AxisScaleTest, Fractions) {
  const AxisScale linear{.log = false, .min = 2, .max = 6}, log{.log = true, .min = 1e-300, .max = 1e300};
  EXPECT_EQ(linear.Fraction(2), 0);
  EXPECT_EQ(linear.Fraction(3), 0.25);
  EXPECT_EQ(linear.Fraction(6), 1);
  EXPECT_EQ(log.Fraction(1e-300), 0);
  EXPECT_NEAR(log.Fraction(1), 0.5, 8 * std::numeric_limits<double>::epsilon());
  for (const double bad : {kNan, kInf, -kInf}) EXPECT_TRUE(std::isnan(linear.Fraction(bad)));
  for (const double bad : {kNan, kInf, 0.0, -1.0}) EXPECT_TRUE(std::isnan(log.Fraction(bad)));
}

TEST(AxisScaleTest, AroundShowsAllThatCanBeShown) {
  const AxisScale linear = AxisScale::Around({3, kNan, -1, kInf}, false, 0.25, nullptr, nullptr);
  EXPECT_EQ(linear.min, -2);
  EXPECT_EQ(linear.max, 4);
  const AxisScale log = AxisScale::Around({0, 1e-40, -3, 1}, true, 0, nullptr, nullptr);
  // Conditioned: through pow, eps * 40 ln 10 and a few more.
  EXPECT_NEAR(log.min / 1e-40, 1, 400 * std::numeric_limits<double>::epsilon());
  EXPECT_EQ(log.max, 1);
  const double low = 0.5, high = 100;
  const AxisScale given = AxisScale::Around({1, 2, 1e6}, true, 0.1, &low, &high);
  EXPECT_EQ(given.min, 0.5);
  EXPECT_EQ(given.max, 100);
}

TEST(AxisScaleTest, AroundOneValueOrNoneIsAnInterval) {
  const double bound = 7;
  for (const bool log : {false, true}) {
    for (const std::vector<double>& values : {std::vector<double>{}, {5}, {5, 5}, {kNan}, {0}, {1e-310}}) {
      for (const double* min : {static_cast<const double*>(nullptr), &bound}) {
        for (const double* max : {static_cast<const double*>(nullptr), &bound}) {
          if (min && max) continue;
          const AxisScale scale = AxisScale::Around(values, log, 0.1, min, max);
          EXPECT_LT(scale.min, scale.max);
          EXPECT_TRUE(std::isfinite(scale.min) && std::isfinite(scale.max));
          if (log) {
            EXPECT_GT(scale.min, 0);
          }
          if (min) {
            EXPECT_EQ(scale.min, bound);
          }
          if (max) {
            EXPECT_EQ(scale.max, bound);
          }
        }
      }
    }
  }
}

TEST(AxisScaleTest, ExtremesAreShownOrAGap) {
  const double inf = std::numeric_limits<double>::infinity(), most = std::numeric_limits<double>::max();
  const double least = std::numeric_limits<double>::denorm_min();
  const std::vector<double> extremes = {0, least, 1e-308, 1e-300, 1e-16, 1, 1 + 1e-15, 1e16, 1e300, most, inf};
  int shown = 0;
  for (const double a : extremes) {
    for (const double b : extremes) {
      for (const bool log : {false, true}) {
        for (const double sign : {1.0, -1.0}) {
          const AxisScale scale = AxisScale::Around({a, sign * b}, log, 0.04, nullptr, nullptr);
          ASSERT_TRUE(std::isfinite(scale.min) && std::isfinite(scale.max) && scale.min < scale.max) << a << " " << b;
          for (const double v : {a, sign * b}) {
            const double fraction = scale.Fraction(v);
            ASSERT_EQ(AxisScale::CanShow(v, log), 0 <= fraction && fraction <= 1) << v << " of " << a << " " << b;
            shown += AxisScale::CanShow(v, log);
          }
          for (const Tick& tick : Ticks(scale, 200, 40)) {
            ASSERT_GE(scale.Fraction(tick.at), -1e-6) << a << " " << b;  // counted: a tick's slack, doubled and more
            ASSERT_LE(scale.Fraction(tick.at), 1 + 1e-6) << a << " " << b;
            ASSERT_EQ(tick.text.find("nan"), std::string::npos);
            ASSERT_EQ(tick.text.find("inf"), std::string::npos);
          }
        }
      }
    }
  }
  EXPECT_GT(shown, 400);
  EXPECT_FALSE(AxisScale::CanShow(most, false));
  EXPECT_FALSE(AxisScale::CanShow(least, true));
  EXPECT_TRUE(AxisScale::CanShow(least, false));
}

TEST(TicksTest, Linear) {
  EXPECT_EQ(Labels(Ticks({false, 0, 1}, 300, 60)), "0.0 0.2 0.4 0.6 0.8 1.0 ");
  EXPECT_EQ(Labels(Ticks({false, -2.1, 2.1}, 300, 60)), "−2 −1 0 1 2 ");
  EXPECT_EQ(Labels(Ticks({false, 0, 30000}, 200, 60)), "0 10000 20000 30000 ");
  EXPECT_EQ(Labels(Ticks({false, 0, 300000}, 200, 60)), "0 1×10^{5} 2×10^{5} 3×10^{5} ");
  EXPECT_EQ(Labels(Ticks({false, 0, 2e-7}, 150, 60)), "0 1×10^{−7} 2×10^{−7} ");
}

TEST(TicksTest, Logarithmic) {
  EXPECT_EQ(Labels(Ticks({true, 1, 1e4}, 300, 40)), "1 10 10^{2} 10^{3} 10^{4} ");
  EXPECT_EQ(Labels(Ticks({true, 1e-40, 1}, 300, 40)), "10^{−40} 10^{−30} 10^{−20} 10^{−10} 1 ");
  EXPECT_EQ(Labels(Ticks({true, 128, 8192}, 240, 40)), "200 500 1000 2000 5000 ");
  EXPECT_EQ(Labels(Ticks({true, 90, 260}, 240, 60)), "100 150 200 250 ");
  EXPECT_EQ(Labels(Ticks({true, 1e-300, 1e300}, 300, 40)),
            "10^{−300} 10^{−200} 10^{−100} 1 10^{100} 10^{200} 10^{300} ");
}

// Whatever the axis: at least two labels, all on it, increasing, with room between them.
TEST(TicksTest, AnyAxisGetsLabelsWithRoom) {
  int axes = 0;
  for (const bool log : {false, true}) {
    for (const double min : {1e-12, 0.03, 1.0, 17.0, 4321.0}) {
      for (const double factor : {1.01, 1.5, 4.0, 30.0, 1e3, 1e9, 1e40}) {
        for (const double length : {150.0, 320.0, 700.0}) {
          const AxisScale scale{log, min, min * factor};
          double before = -kInf;
          int labels = 0;
          for (const Tick& tick : Ticks(scale, length, 40)) {
            const double at = scale.Fraction(tick.at) * length;
            EXPECT_GE(at, -1e-6 * length);
            EXPECT_LE(at, (1 + 1e-6) * length);
            if (tick.text.empty()) continue;
            // On a linear axis one step closer is enough for two labels: 150 / 40 > 3.
            if (!log) {
              EXPECT_GE(at - before, 0.7 * 40 * (1 - 1e-6)) << tick.text;
            }
            EXPECT_GT(at, before);
            before = at;
            ++labels;
          }
          EXPECT_GE(labels, 2) << log << " " << min << " " << factor << " " << length;
          ++axes;
        }
      }
    }
  }
  EXPECT_EQ(axes, 210);
}

}  // namespace
}  // namespace hadamard_ntk::referee
