#include "linalg/lanes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

namespace hadamard_ntk::linalg {
namespace {

TEST(LanesTest, LoadStoreSum) {
  alignas(64) double numbers[kLanes<double> + 1], copy[kLanes<double>];
  for (int i = 0; i <= kLanes<double>; ++i) numbers[i] = i + 1;
  const Lane<double> lane = Load(numbers + 1);  // not aligned
  Store<double>(SquareRoot<double>(lane), copy);
  for (int i = 0; i < kLanes<double>; ++i) EXPECT_EQ(copy[i], std::sqrt(numbers[i + 1]));
  EXPECT_EQ(SquareRoot<float>(Lane<float>{4})[0], 2.0f);
  Store<double>(lane * 2.0, copy);
  double sum = 0;
  for (int i = 0; i < kLanes<double>; ++i) {
    EXPECT_EQ(copy[i], 2 * numbers[i + 1]);
    sum += numbers[i + 1];
  }
  EXPECT_EQ(SumByHalves<kLanes<double>>(numbers + 1), sum);
  EXPECT_EQ(SumByHalves<1>(numbers + 1), 2.0);
  EXPECT_EQ(SumByHalves<2>(numbers), 3.0);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(LaneVector<float>(3).data()) % kLaneBytes, 0u);
}

}  // namespace
}  // namespace hadamard_ntk::linalg
