#include "experiments/shared/median.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace hadamard_ntk::experiments {
namespace {

TEST(MedianTest, Medians) {
  EXPECT_EQ(Median({3, 1, 2}), 2);
  EXPECT_EQ(Median({4, 1, 3, 2}), 2.5);
  EXPECT_THROW(Median({}), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
