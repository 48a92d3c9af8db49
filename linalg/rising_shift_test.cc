#include "linalg/rising_shift.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace hadamard_ntk::linalg {
namespace {

TEST(RisingShift, IsTheFirstThatIsEnough) {
  std::vector<double> tried;
  const auto above = [&](double wanted) {
    return [&tried, wanted](double shift) {
      tried.push_back(shift);
      return shift >= wanted;
    };
  };
  EXPECT_EQ(FirstShift(1, 100, above(0)), 0);
  EXPECT_EQ(FirstShift(1, 100, above(5)), 16);
  EXPECT_EQ(tried, (std::vector<double>{0, 0, 1, 4, 16}));
  EXPECT_EQ(FirstShift(1, 100, above(65)), std::nullopt);
  EXPECT_EQ(tried.back(), 64);
  EXPECT_EQ(FirstShift(1, 0, above(0)), 0);  // 0 is always tried
  EXPECT_EQ(FirstShift(std::numeric_limits<double>::quiet_NaN(), 100, above(1)), std::nullopt);
}

}  // namespace
}  // namespace hadamard_ntk::linalg
