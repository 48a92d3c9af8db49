#include "linalg/diverged.h"

#include <gtest/gtest.h>

#include <limits>

namespace hadamard_ntk::linalg {
namespace {

TEST(DivergedTest, NamesStepQuantityAndValue) {
  const Diverged diverged("training", 17, 2.5);
  EXPECT_EQ(diverged.step(), 17);
  EXPECT_EQ(diverged.value(), 2.5);
  EXPECT_EQ(diverged.quantity(), "loss");
  EXPECT_STREQ(diverged.what(), "training diverged at step 17: loss 2.5");
  EXPECT_STREQ(Diverged("descent", 3, std::numeric_limits<double>::quiet_NaN(), "energy").what(),
               "descent diverged at step 3: energy nan");
  EXPECT_STREQ(Diverged("descent", 1, -1.23456789e300, "energy").what(),
               "descent diverged at step 1: energy -1.23457e+300");
}

}  // namespace
}  // namespace hadamard_ntk::linalg
