#include "ntk/wide_range.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {
namespace {

using Wide = WideRange<float>;
static_assert(Scalar<Wide> && !ComplexScalar<Wide>);

// In the range of T every operation gives T's own number: compared bit by bit, over all exponents at which it is
// normal.
TEST(WideRange, RoundsAsItsType) {
  std::mt19937_64 generator(1);
  std::uniform_real_distribution<float> mantissa(-1, 1);
  std::uniform_int_distribution<int> exponent(-40, 40);
  const auto bits = [](const Wide& a) { return static_cast<float>(a); };
  for (int i = 0; i < 100000; ++i) {
    const float a = std::ldexp(mantissa(generator), exponent(generator));
    const float other = std::ldexp(mantissa(generator), exponent(generator));
    const float b = i % 4 == 0 ? a * (1 + 1e-6F * mantissa(generator)) : other;
    const Wide x(a), z(b);
    ASSERT_EQ(bits(x), a);
    ASSERT_EQ(bits(x + z), a + b);
    ASSERT_EQ(bits(x - z), a - b);
    ASSERT_EQ(bits(x * z), a * b);
    ASSERT_EQ(bits(x / z), a / b);
    ASSERT_EQ(bits(sqrt(x * x)), std::sqrt(a * a));
    ASSERT_EQ(bits(atan(x)), std::atan(a));
    ASSERT_EQ(bits(sin(x)), std::sin(a));
    ASSERT_EQ(bits(cos(x)), std::cos(a));
    ASSERT_EQ(x < z, a < b);
    ASSERT_EQ(x == z, a == b);
    ASSERT_FALSE((x * z + x / z - sqrt(x * x)).strayed());
  }
}

TEST(WideRange, HasAnyExponent) {
  const Wide tiny(1e-30F), huge(1e30F);
  Wide power(1);
  for (int i = 0; i < 1000; ++i) power = power * tiny;
  EXPECT_EQ(static_cast<float>(power), 0);
  for (int i = 0; i < 1000; ++i) power = power * huge;
  EXPECT_NEAR(static_cast<float>(power), 1, 2000 * std::numeric_limits<float>::epsilon());
  EXPECT_EQ(static_cast<float>(huge * huge), HUGE_VALF);
  EXPECT_EQ(static_cast<float>(sqrt(huge * huge)), 1e30F);
  // What is far smaller does not count, and zero is smaller than all.
  EXPECT_TRUE(huge * huge + tiny * tiny == huge * huge);
  EXPECT_TRUE(Wide(0) < tiny * tiny && -(tiny * tiny) < Wide(0));
  EXPECT_TRUE(sin(tiny * tiny) == tiny * tiny);
  // Constants beyond the range, and subnormal results.
  EXPECT_EQ(static_cast<float>(Wide(1e-60) * Wide(1e40) * Wide(1e20)), 1);
  EXPECT_EQ(static_cast<float>(ldexp(Wide(1), -149)), std::numeric_limits<float>::denorm_min());
}

TEST(WideRange, KnowsWhetherItStrayed) {
  const Wide least(std::numeric_limits<float>::min()), most(std::numeric_limits<float>::max());
  EXPECT_FALSE(least.strayed() || most.strayed() || (least * most).strayed() || Wide(0).strayed());
  EXPECT_FALSE((least * Wide(0)).strayed());
  EXPECT_TRUE((least * Wide(0.5)).strayed());
  EXPECT_TRUE((most + most).strayed());
  EXPECT_TRUE(Wide(1e-40).strayed() && Wide(1e39).strayed());
  EXPECT_TRUE((least * least / least + Wide(1)).strayed());  // though it came back
}

TEST(WideRange, OfInfinityAndNaN) {
  EXPECT_EQ(static_cast<float>(Wide(1) / Wide(0)), HUGE_VALF);
  EXPECT_TRUE(std::isnan(static_cast<float>(Wide(0) / Wide(0))));
}

}  // namespace
}  // namespace hadamard_ntk::ntk
