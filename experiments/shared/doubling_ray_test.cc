#include "experiments/shared/doubling_ray.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hadamard_ntk::experiments {
namespace {

TEST(DoublingRayTest, FollowsANetPointByPoint) {
  const Eigen::MatrixXd x = Eigen::RowVector2d(1, 2);
  const DoublingRay ray = FollowRay([](const Eigen::MatrixXd& at) { return Eigen::VectorXd(at * at.transpose()); }, x);
  ASSERT_EQ(ray.t.size(), 8);
  EXPECT_EQ(ray.t.front(), 0.5);
  EXPECT_EQ(ray.t.back(), 64);
  EXPECT_EQ(ray.f[2], 20);
  EXPECT_TRUE(IsHomogeneous(ray, 2));
  EXPECT_FALSE(IsHomogeneous(ray, 3));
}

TEST(DoublingRayTest, HomogeneousToTheLastBitOrWithinItsRounding) {
  DoublingRay ray = PlantRay([](double t) { return 0.3 * t * t * t; });
  EXPECT_TRUE(IsHomogeneous(ray, 3));
  EXPECT_FALSE(IsHomogeneous(ray, 2));
  ray.f[4] = std::nextafter(ray.f[4], 0);
  EXPECT_FALSE(IsHomogeneous(ray, 3));
  for (std::size_t i = 0; i < ray.t.size(); ++i) ray.rounding[i] = std::numeric_limits<double>::epsilon() * ray.f[i];
  EXPECT_TRUE(IsHomogeneous(ray, 3));
  EXPECT_FALSE(IsHomogeneous(PlantRay([](double t) { return t * t + 1; }), 2));
  EXPECT_FALSE(IsHomogeneous(PlantRay([](double) { return std::nan(""); }), 2));
}

TEST(DoublingRayTest, PolynomialsHaveTheirDegreeAndNoOther) {
  const DoublingRay cubic = PlantRay([](double t) { return 0.3 * t * t * t - t / 7 + 2; });
  EXPECT_TRUE(IsPolynomial(cubic, 3));
  EXPECT_FALSE(IsPolynomial(cubic, 2));
  EXPECT_FALSE(IsPolynomial(cubic, 4));
  EXPECT_FALSE(IsPolynomial(PlantRay([](double t) { return 0.3 * t * t * t + 1e-4 / t; }), 3));
  EXPECT_FALSE(IsPolynomial(PlantRay([](double) { return std::nan(""); }), 3));
}

}  // namespace
}  // namespace hadamard_ntk::experiments
