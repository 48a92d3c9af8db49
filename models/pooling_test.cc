#include "models/pooling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace hadamard_ntk::models {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

TEST(PoolingTest, MaxPoolTakesTheFirstLargestOfEachWindow) {
  // 5 x 5 pixels, windows of 2: the last row and column are left out.
  const ImageShape shape{5, 5, 2};
  Vector<double> in = Vector<double>::Random(shape.size());
  in[0] = in[2] = 2;          // equal: pixels (0, 0) and (0, 1), channel 0
  in[4 * 2 * 5 + 4 * 2] = 9;  // in no window
  std::vector<double> out(8);
  std::vector<std::uint8_t> choice(8);
  MaxPool(shape, 2, in.data(), out.data(), choice.data());
  for (Index y = 0; y < 2; ++y) {
    for (Index x = 0; x < 2; ++x) {
      for (Index k = 0; k < 2; ++k) {
        double largest = -10;
        int first = -1;
        for (int at = 0; at < 4; ++at) {
          const double value = in[((2 * y + at / 2) * 5 + 2 * x + at % 2) * 2 + k];
          if (value > largest) {
            largest = value;
            first = at;
          }
        }
        const Index o = (y * 2 + x) * 2 + k;
        EXPECT_EQ(out[o], largest);
        EXPECT_EQ(choice[o], first);
      }
    }
  }
  EXPECT_EQ(choice[0], 0);
  in[2] = std::nan("");
  MaxPool(shape, 2, in.data(), out.data(), choice.data());
  EXPECT_TRUE(std::isnan(out[0]));
  EXPECT_FALSE(std::isnan(out[1]));
}

TEST(PoolingTest, MaxPoolAdjointGivesEachGradientToItsChoice) {
  const ImageShape shape{5, 7, 3};
  const Vector<double> in = Vector<double>::Random(shape.size()), g = Vector<double>::Random(2 * 3 * 3);
  std::vector<double> out(g.size());
  std::vector<std::uint8_t> choice(g.size());
  MaxPool(shape, 2, in.data(), out.data(), choice.data());
  Vector<double> back = Vector<double>::Constant(shape.size(), std::nan(""));
  MaxPoolAdjoint(shape, 2, g.data(), choice.data(), back.data());
  EXPECT_EQ((back.array() != 0).count(), g.size());
  // Max pooling is 1-homogeneous: <g, out> = <back, in>, up to rounding (conditioned).
  double sum = 0;
  for (Index o = 0; o < g.size(); ++o) sum += g[o] * out[o];
  EXPECT_NEAR(back.dot(in), sum, 64 * kEps * back.cwiseProduct(in).cwiseAbs().sum());
}

TEST(PoolingTest, AveragePoolIsTheMeanOfItsWindow) {
  for (const ImageShape& to : {ImageShape{2, 3, 1}, ImageShape{6, 5, 4}, ImageShape{1, 1, 7}, ImageShape{9, 2, 3}}) {
    const ImageShape from{6, 5, 4};
    const Vector<double> in = Vector<double>::Random(from.size());
    Vector<double> out(to.size());
    AveragePool(from, to, in.data(), out.data());
    if (to == from) {
      EXPECT_EQ(out, in);
    }
    const auto inside = [](Index j, Index n, Index i, Index m) { return j >= i * n / m && j * m < (i + 1) * n; };
    for (Index o = 0; o < to.size(); ++o) {
      double sum = 0;
      int count = 0;
      for (Index j = 0; j < from.size(); ++j) {
        const Index pixel = j / from.channels, target = o / to.channels;
        if (!inside(pixel / from.width, from.height, target / to.width, to.height)) continue;
        if (!inside(pixel % from.width, from.width, target % to.width, to.width)) continue;
        if (!inside(j % from.channels, from.channels, o % to.channels, to.channels)) continue;
        sum += in[j];
        ++count;
      }
      ASSERT_GT(count, 0);
      EXPECT_NEAR(out[o], sum / count, 16 * kEps);  // counted: at most 12 numbers below 1
    }
    // The adjoint, by duality (conditioned).
    const Vector<double> g = Vector<double>::Random(to.size());
    Vector<double> back(from.size());
    AveragePoolAdjoint(from, to, g.data(), back.data());
    EXPECT_NEAR(g.dot(out), back.dot(in), 64 * kEps * back.cwiseAbs().dot(in.cwiseAbs()));
    EXPECT_GT(std::abs(g.dot(out)), 1e6 * kEps);
  }
}

}  // namespace
}  // namespace hadamard_ntk::models
