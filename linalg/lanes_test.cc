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

TEST(LanesTest, JoinsLanes) {
  constexpr int kCount = kLanes<float>;
  float numbers[2 * kCount], joined[kCount];
  for (int i = 0; i < 2 * kCount; ++i) numbers[i] = static_cast<float>(i);
  Store<float>(Joined<float, kCount - 1>(Load(numbers), Load(numbers + kCount)), joined);
  for (int i = 0; i < kCount; ++i) EXPECT_EQ(joined[i], kCount - 1 + i);
  Store<float>(Joined<float, 1>(Load(numbers), Load(numbers + kCount)), joined);
  for (int i = 0; i < kCount; ++i) EXPECT_EQ(joined[i], 1 + i);
}

template <class T, class From>
void ExpectConverted(int first) {
  From numbers[kLanes<T> + 1];
  for (int i = 0; i <= kLanes<T>; ++i) numbers[i] = static_cast<From>(first - i);
  T converted[kLanes<T>];
  Store<T>(LoadAs<T>(numbers + 1), converted);
  for (int i = 0; i < kLanes<T>; ++i) EXPECT_EQ(converted[i], static_cast<T>(first - 1 - i));
}

TEST(LanesTest, LoadsOtherTypes) {
  ExpectConverted<float, std::uint8_t>(255);
  ExpectConverted<double, std::uint8_t>(255);
  ExpectConverted<double, float>(3);
  ExpectConverted<float, float>(3);
  ExpectConverted<float, std::int16_t>(3);
}

}  // namespace
}  // namespace hadamard_ntk::linalg
