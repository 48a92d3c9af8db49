#include "referee/report/shortened.h"

#include <gtest/gtest.h>

namespace hadamard_ntk::referee {
namespace {

TEST(ShortenedTest, CutsAtASpaceAndNeverWithinACharacter) {
  EXPECT_EQ(Shortened("one two three", 40), "one two three");
  EXPECT_EQ(Shortened("one two three", 9), "one two …");
  EXPECT_EQ(Shortened("ππππ", 3), "π …");
}

}  // namespace
}  // namespace hadamard_ntk::referee
