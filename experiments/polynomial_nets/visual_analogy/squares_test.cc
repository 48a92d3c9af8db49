#include "experiments/polynomial_nets/visual_analogy/squares.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "linalg/thrown_testing.h"
#include "models/matrix.h"
#include "models/pooling.h"

namespace hadamard_ntk::experiments::visual_analogy {
namespace {

// Pixels of red 0.
int Pixels(const Square& square) {
  const std::vector<float> picture = Draw(square, kSide);
  int count = 0;
  for (std::size_t at = 0; at < picture.size(); at += 3) count += picture[at] == 0;
  return count;
}

TEST(SquaresTest, GoldenValues) {
  EXPECT_EQ(ValueOf(kX, 0), 43);
  EXPECT_EQ(ValueOf(kY, 41), 84);
  EXPECT_EQ(ValueOf(kSize, 0), 3);
  EXPECT_EQ(ValueOf(kSize, 41), 85);
  EXPECT_EQ(ValueOf(kBrightness, 0), 102);
  EXPECT_EQ(ValueOf(kBrightness, 1), 105);
  EXPECT_EQ(ValueOf(kBrightness, 2), 109);
  EXPECT_EQ(ValueOf(kBrightness, 6), 124);
  EXPECT_EQ(ValueOf(kBrightness, 41), 255);
}

TEST(SquaresTest, GoldenSquares) {
  const Extent smallest = ExtentOf(43, 3), largest = ExtentOf(84, 85);
  EXPECT_EQ(smallest.first, 41);
  EXPECT_EQ(smallest.last, 44);
  EXPECT_EQ(largest.first, 41);
  EXPECT_EQ(largest.last, 126);
  EXPECT_EQ(Pixels({0, 0, 0, 0}), 16);
  EXPECT_EQ(Pixels({41, 41, 41, 41}), 7396);
}

TEST(SquaresTest, AllSquaresAreInside) {
  int first = kSide, last = -1;
  for (int size = 0; size < kLevels; ++size) {
    for (int x = 0; x < kLevels; ++x) {
      const Extent extent = ExtentOf(ValueOf(kX, x), ValueOf(kSize, size));
      first = std::min(first, extent.first);
      last = std::max(last, extent.last);
    }
  }
  EXPECT_EQ(first, 0);
  EXPECT_EQ(last, 126);
}

TEST(SquaresTest, ColoursAndPlaces) {
  const std::vector<float> picture = Draw({2, 5, 1, 6}, kSide);  // x = 45, y = 48, size 5: columns 42..47, rows 45..50
  const auto pixel = [&](int y, int x, int colour) {
    return 255 * picture[static_cast<std::size_t>((y * kSide + x) * 3 + colour)];
  };
  for (const auto& [y, x] : {std::pair(45, 42), std::pair(50, 47)}) {
    EXPECT_FLOAT_EQ(pixel(y, x, 0), 0);
    EXPECT_FLOAT_EQ(pixel(y, x, 1), 124);
    EXPECT_FLOAT_EQ(pixel(y, x, 2), 0);
  }
  for (const auto& [y, x] : {std::pair(44, 42), std::pair(45, 41), std::pair(51, 47), std::pair(50, 48)}) {
    for (const int colour : {0, 1, 2}) EXPECT_FLOAT_EQ(pixel(y, x, colour), 128);
  }
}

// Counted: a mean of at most 16 numbers, and a product of two shares.
TEST(SquaresTest, SmallPicturesAreMeans) {
  for (const int side : {64, 32}) {
    for (const Square& square : {Square{0, 0, 0, 0}, Square{17, 30, 12, 40}, Square{40, 3, 41, 20}}) {
      const std::vector<float> whole = Draw(square, kSide), small = Draw(square, side);
      std::vector<float> means(small.size());
      models::AveragePool<float>({kSide, kSide, 3}, {side, side, 3}, whole.data(), means.data());
      double error = 0;
      for (std::size_t i = 0; i < means.size(); ++i) error = std::max(error, std::abs(double{means[i]} - small[i]));
      EXPECT_LE(error, 16 * std::numeric_limits<float>::epsilon());
    }
  }
}

TEST(SquaresTest, WhatIsDrawnIsReadOff) {
  for (int level = 0; level < kLevels; ++level) {
    for (const Square& square :
         {Square{level, 20, 10, 30}, Square{7, level, 0, 3}, Square{30, 11, level, 41}, Square{1, 2, 3, level}}) {
      EXPECT_EQ(ReadOff(Draw(square, kSide)), square);
    }
  }
}

TEST(SquaresTest, RefusesWhatThereIsNot) {
  EXPECT_EQ(MessageOf<std::invalid_argument>([] { ValueOf(kX, 42); }), "ValueOf: level must be from 0 to 41, got 42");
  EXPECT_EQ(MessageOf<std::invalid_argument>([] { Draw({0, 0, 0, 0}, 48); }), "Draw: side must divide 128, got 48");
  EXPECT_EQ(MessageOf<std::invalid_argument>([] {
              ReadOff(Draw({0, 0, 0, 0}, 64));
            }),
            "ReadOff: a picture must have 128 x 128 x 3 numbers, got 12288");
}

}  // namespace
}  // namespace hadamard_ntk::experiments::visual_analogy
