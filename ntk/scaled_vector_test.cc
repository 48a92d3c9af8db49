#include "ntk/scaled_vector.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace hadamard_ntk::ntk {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(ZeroIfFinite, IsNaNForAllElse) {
  for (const double finite : {0.0, -1e308, 5e-324}) EXPECT_EQ(ZeroIfFinite(finite), 0);
  for (const double other : {kInfinity, -kInfinity, std::nan("")}) EXPECT_TRUE(std::isnan(ZeroIfFinite(other)));
}

// From subnormal to near the largest number: divided exactly, and every vector as if it were alone.
TEST(ScaleVectors, DividesByAPowerOfTwoSideBySide) {
  const std::vector<std::vector<double>> vectors = {
      {3, 0, -4}, {0, 0, 0}, {0x1.8p-1074 * 2, 0x1p-1074, 0}, {0x1.8p1023, -0x1p1000, 1}};
  constexpr int kRows = 4;
  std::vector<double> together(3 * kRows);
  for (int k = 0; k < 3; ++k) {
    for (int i = 0; i < kRows; ++i) together[k * kRows + i] = vectors[i][k];
  }
  ScaledVector<double> scaled[kRows];
  ASSERT_TRUE(ScaleVectors<kRows>(together.data(), 3, scaled));
  for (int i = 0; i < kRows; ++i) {
    std::vector<double> alone = vectors[i];
    ScaledVector<double> of_alone;
    ASSERT_TRUE(ScaleVectors<1>(alone.data(), 3, &of_alone));
    EXPECT_EQ(scaled[i].exponent, of_alone.exponent);
    EXPECT_EQ(scaled[i].squared_norm, of_alone.squared_norm);
    for (int k = 0; k < 3; ++k) {
      EXPECT_EQ(together[k * kRows + i], alone[k]);
      EXPECT_EQ(std::ldexp(alone[k], of_alone.exponent), vectors[i][k]) << i;
    }
  }
  EXPECT_EQ(static_cast<double>(scaled[0].norm()), 5);
  EXPECT_EQ(scaled[1].squared_norm, 0);
  EXPECT_GE(scaled[2].squared_norm, 0.25);
}

TEST(ScaleVectors, ChangesNothingIfOneIsNotFinite) {
  for (const double bad : {kInfinity, -kInfinity, std::nan("")}) {
    std::vector<double> values = {3, 1, 4, bad};
    ScaledVector<double> scaled[2];
    EXPECT_FALSE(ScaleVectors<2>(values.data(), 2, scaled));
    EXPECT_EQ(values[0], 3);
    EXPECT_EQ(values[2], 4);
  }
}

TEST(SineSquared, OfCoordinates) {
  const double x[] = {1, 0, 0}, z[] = {1, 1e-9, 0};
  const auto at = [](const double* v) { return [v](std::size_t k) { return v[k]; }; };
  EXPECT_DOUBLE_EQ(SineSquared<double>(3, 1, 1, 1, at(x), at(z)), 1e-18);
  EXPECT_EQ(SineSquared<double>(3, 1, 1, 1, at(x), at(x)), 0);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
