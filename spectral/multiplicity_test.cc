#include "spectral/multiplicity.h"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::spectral {
namespace {

using boost::multiprecision::cpp_int;
using Real50 = boost::multiprecision::cpp_bin_float_50;

constexpr double kEps = std::numeric_limits<double>::epsilon();
const std::vector<std::int64_t> kDimensions = {1, 2, 3, 4, 5, 9, 10, 31, 50, 100, 333, 999, 1000};
const std::vector<std::int64_t> kDegrees = {0,   1,   2,    3,    4,     7,      20,      63,      64,      65,
                                            100, 999, 1000, 1024, 12345, 100000, 1000003, 9999999, 10000000};

TEST(MultiplicityTest, KnownValues) {
  for (const std::int64_t k : kDegrees) {
    if (k > 0) {
      EXPECT_EQ(MultiplicityUint64(1, k), 2u);
    }
    EXPECT_EQ(MultiplicityUint64(2, k), static_cast<std::uint64_t>(2 * k + 1));
    EXPECT_EQ(MultiplicityUint64(3, k), static_cast<std::uint64_t>((k + 1) * (k + 1)));
  }
  for (const std::int64_t d : kDimensions) {
    EXPECT_EQ(MultiplicityUint64(d, 0), 1u);
    EXPECT_EQ(MultiplicityUint64(d, 1), static_cast<std::uint64_t>(d + 1));
    EXPECT_EQ(MultiplicityUint64(d, 2), static_cast<std::uint64_t>(d * (d + 3) / 2));
  }
  EXPECT_EQ(MultiplicityUint64(9, 2), 54u);
  EXPECT_EQ(MultiplicityUint64(9, 3), 210u);
}

// Restriction to the equator: the harmonics of degree k on S^d split into those of degrees 0..k on S^{d-1}, so
// F(d, k) = sum_{j <= k} F(d-1, j): everything from F(1, .) = 1, 2, 2, ... by additions alone.
TEST(MultiplicityTest, SumOverTheLowerSphere) {
  std::vector<cpp_int> f(201, 2);
  f[0] = 1;
  int compared = 0;
  for (int d = 1; d <= 120; ++d) {
    if (d > 1) {
      for (std::size_t k = 1; k < f.size(); ++k) f[k] += f[k - 1];
    }
    for (std::size_t k = 0; k < f.size(); ++k, ++compared) {
      ASSERT_EQ(MultiplicityExact(d, static_cast<std::int64_t>(k)), f[k]) << "d = " << d << ", k = " << k;
    }
  }
  EXPECT_EQ(compared, 120 * 201);
}

TEST(MultiplicityTest, RatioOfNeighboursIsExactInAField) {
  using Rational = boost::multiprecision::cpp_rational;
  for (const int d : {1, 2, 3, 10, 101}) {
    for (int k = 0; k < 40; ++k) {
      const Rational f(MultiplicityExact(d, k)), next(MultiplicityExact(d, k + 1));
      EXPECT_EQ(f * MultiplicityRatio<Rational>(d, k), next) << d << " " << k;
      EXPECT_NE(f * MultiplicityRatio<Rational>(d + 1, k), next) << d << " " << k;
    }
  }
}

TEST(MultiplicityTest, Uint64IsExactWhereItFitsAndThrowsElsewhere) {
  const cpp_int limit = (cpp_int(1) << 64) - 1;
  int fits = 0, overflows = 0;
  const auto check = [&](std::int64_t d, std::int64_t k) {
    const cpp_int exact = MultiplicityExact(d, k);
    if (exact <= limit) {
      ++fits;
      EXPECT_EQ(cpp_int(MultiplicityUint64(d, k)), exact) << d << " " << k;
    } else {
      ++overflows;
      EXPECT_THROW(MultiplicityUint64(d, k), std::overflow_error) << d << " " << k;
    }
  };
  for (const std::int64_t d : kDimensions) {
    for (const std::int64_t k : kDegrees) check(d, k);
    // Both sides of the last k that fits.
    std::int64_t low = 1, high = (std::int64_t{1} << 51) - 1;
    if (MultiplicityExact(d, high) <= limit) continue;
    while (high - low > 1) {
      const std::int64_t middle = low + (high - low) / 2;
      (MultiplicityExact(d, middle) <= limit ? low : high) = middle;
    }
    check(d, low);
    check(d, high);
  }
  EXPECT_GT(fits, 100);
  EXPECT_GT(overflows, 80);
}

// Correct rounding, in integers: no double is nearer. Control: the neighbouring doubles are farther.
TEST(MultiplicityTest, DoubleIsCorrectlyRounded) {
  int compared = 0;
  for (const std::int64_t d : kDimensions) {
    for (const std::int64_t k : kDegrees) {
      const cpp_int exact = MultiplicityExact(d, k);
      if (exact >= cpp_int(std::numeric_limits<double>::max())) {
        EXPECT_THROW(Multiplicity(d, k), std::overflow_error) << d << " " << k;
        continue;
      }
      const double value = Multiplicity(d, k);
      const double up = std::nextafter(value, INFINITY), down = std::nextafter(value, 0.0);
      if (value < 0x1p53) {
        EXPECT_EQ(cpp_int(value), exact);
        EXPECT_NE(up, value);
      } else {
        const cpp_int error = abs(cpp_int(value) - exact);
        EXPECT_LE(error, abs(cpp_int(up) - exact)) << d << " " << k;
        EXPECT_LE(error, abs(cpp_int(down) - exact)) << d << " " << k;
        EXPECT_GT(abs(cpp_int(up) - exact) + abs(cpp_int(down) - exact), 2 * error) << d << " " << k;
      }
      ++compared;
    }
  }
  EXPECT_GT(compared, 190);
}

// The rounding of a big integer on ties and next to them: 2^100 + 2^47 is half way between two doubles.
TEST(MultiplicityTest, RoundingOfIntegers) {
  const cpp_int one = 1, tie = (one << 100) + (one << 47);
  EXPECT_EQ(multiplicity_internal::Nearest(tie), 0x1p100);
  EXPECT_EQ(multiplicity_internal::Nearest(tie + 1), 0x1p100 + 0x1p48);
  EXPECT_EQ(multiplicity_internal::Nearest(tie - 1), 0x1p100);
  EXPECT_EQ(multiplicity_internal::Nearest(tie + (one << 48)), 0x1p100 + 0x1p49);
  EXPECT_EQ(multiplicity_internal::Nearest((one << 64) - 1), 0x1p64);
  EXPECT_EQ(multiplicity_internal::Nearest(one << 1100), INFINITY);
}

TEST(MultiplicityTest, LogarithmWithinFourEps) {
  int compared = 0;
  for (const std::int64_t d : kDimensions) {
    for (const std::int64_t k : kDegrees) {
      if (d > 1000) continue;
      const Real50 exact = log(Real50(MultiplicityExact(d, k)));
      const Real50 error = abs(Real50(LogMultiplicity(d, k)) - exact);
      EXPECT_LE(error, 4 * kEps * exact) << d << " " << k;
      // Control: a neighbouring degree is told apart.
      if (k > 0 && k < 1000 && d > 1) {
        EXPECT_GT(abs(Real50(LogMultiplicity(d, k + 1)) - exact), 4 * kEps * exact);
      }
      ++compared;
    }
  }
  EXPECT_EQ(compared, 13 * 19);
  EXPECT_EQ(LogMultiplicity(7, 0), 0.0);
}

TEST(MultiplicityTest, RejectsBadArguments) {
  EXPECT_THROW(MultiplicityExact(0, 3), std::invalid_argument);
  EXPECT_THROW(MultiplicityUint64(-1, 3), std::invalid_argument);
  EXPECT_THROW(Multiplicity(3, -1), std::invalid_argument);
  EXPECT_THROW(LogMultiplicity(0, 0), std::invalid_argument);
  EXPECT_THROW(Multiplicity(std::int64_t{1} << 51, 2), std::invalid_argument);
  EXPECT_THROW(Multiplicity(2, std::numeric_limits<std::int64_t>::max()), std::invalid_argument);
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "k = -7", MessageOf([&] { Multiplicity(3, -7); }));
}

}  // namespace
}  // namespace hadamard_ntk::spectral
