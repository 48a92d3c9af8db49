#include "referee/figure/polyline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace hadamard_ntk::referee {
namespace {

// Height of a polyline above x.
double HeightAt(const std::vector<Point>& line, double x) {
  const auto right =
      std::lower_bound(line.begin() + 1, line.end() - 1, x, [](const Point& p, double v) { return p.x < v; });
  const auto left = right - 1;
  return left->y + (right->y - left->y) * (x - left->x) / (right->x - left->x);
}

TEST(ThinTest, ASmoothCurveLosesPointsNotItsShape) {
  std::vector<Point> line;
  for (int i = 0; i <= 1000; ++i) line.push_back({0.4 * i, 100 + 80 * std::sin(0.02 * i)});
  const std::vector<Point> thin = Thin(line, 0.1);
  // A chord of sagitta 0.1 px is 2 px long where the curvature is largest, 0.2 per px, and the curve is 400 px wide.
  EXPECT_LT(thin.size(), 200u);
  EXPECT_EQ(thin.front().x, line.front().x);
  EXPECT_EQ(thin.back().x, line.back().x);
  // Slopes are at most 4 px per px: 0.1 px across the curve is at most 0.1 sqrt(17) in height.
  for (const Point& p : line) EXPECT_NEAR(HeightAt(thin, p.x), p.y, 0.1 * std::sqrt(17.0) * (1 + 1e-9));
}

TEST(ThinTest, ASpikeStays) {
  std::vector<Point> line;
  for (int i = 0; i <= 100000; ++i) line.push_back({0.001 * i, i == 50123 ? 77.0 : 5.0});
  const std::vector<Point> thin = Thin(line, 0.1);
  EXPECT_LT(thin.size(), 10u);
  EXPECT_TRUE(std::any_of(thin.begin(), thin.end(), [](const Point& p) { return p.y == 77.0; }));
}

TEST(ThinTest, AZigzagKeepsItsEnvelope) {
  std::vector<Point> line;
  for (int i = 0; i <= 100000; ++i) line.push_back({0.001 * i, i % 2 ? 10.0 : 20.0});
  const std::vector<Point> thin = Thin(line, 0.1);
  EXPECT_LT(thin.size(), 1000u);
  EXPECT_GT(thin.size(), 300u);
}

TEST(ThinTest, ShortLinesAndRepeatedPoints) {
  EXPECT_TRUE(Thin({}, 0.1).empty());
  EXPECT_EQ(Thin({{1, 2}}, 0.1).size(), 1u);
  EXPECT_EQ(Thin({{1, 2}, {50, 3}}, 0.1).size(), 2u);
  EXPECT_LE(Thin({{1, 2}, {1, 2}, {1, 2}}, 0.1).size(), 2u);
}

TEST(ThinPointsTest, OnePerHalfPixel) { EXPECT_EQ(ThinPoints({{1, 1}, {1.1, 1.1}, {1.6, 1}, {1, 9}}).size(), 3u); }

}  // namespace
}  // namespace hadamard_ntk::referee
