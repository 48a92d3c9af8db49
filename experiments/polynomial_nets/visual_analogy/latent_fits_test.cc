#include "experiments/polynomial_nets/visual_analogy/latent_fits.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hadamard_ntk::experiments::visual_analogy {
namespace {

constexpr double kError = 1e-12;  // as documented

Eigen::VectorXd Points() { return Eigen::VectorXd::LinSpaced(42, 43, 84); }

TEST(LatentFitsTest, PolynomialsAreFoundFromTheirDegreeOn) {
  const Eigen::VectorXd t = Points();
  for (int degree = 1; degree <= 4; ++degree) {
    Eigen::MatrixXd y(t.size(), 2);
    y.col(0) = ((t.array() - 60) / 20).pow(degree);
    y.col(1) = 3 - 2 * y.col(0).array();
    const auto shares = RSquared(t, y);
    for (int n = 1; n <= 4; ++n) {
      const double share = shares[static_cast<std::size_t>(n - 1)];
      if (n < degree) {
        EXPECT_LT(share, 0.999) << degree << " " << n;
      } else {
        EXPECT_NEAR(share, 1, kError) << degree << " " << n;
      }
    }
  }
}

// By hand: of (t - mean)^2 no line explains anything; of columns t and (t - mean)^2 it explains the first.
TEST(LatentFitsTest, SharesOfSeveralColumnsAddUp) {
  const Eigen::VectorXd t = Points();
  const Eigen::ArrayXd u = (t.array() - t.mean()) / 20;
  EXPECT_NEAR(RSquared(t, u.square().matrix())[0], 0, kError);
  Eigen::MatrixXd both(t.size(), 2);
  both << u.matrix(), u.square().matrix();
  const double line = u.square().sum(), parabola = (u.square() - u.square().mean()).square().sum();
  EXPECT_NEAR(RSquared(t, both)[0], line / (line + parabola), kError);
  EXPECT_NEAR(RSquared(t, both)[1], 1, kError);
}

TEST(LatentFitsTest, ConstantsHaveNothingLeft) {
  for (const double share : RSquared(Points(), Eigen::MatrixXd::Constant(42, 3, 7))) EXPECT_EQ(share, 1);
}

// The oracle's latent is the level: affine in the size, and in the brightness to within its integer part.
TEST(LatentFitsTest, LevelsReadOff) {
  const Net oracle = UntrainedNet({.name = "oracle", .side = 0});
  EXPECT_NEAR(FitLatents(oracle, 0, kSize)[0], 1, kError);
  const double brightness = FitLatents(oracle, 0, kBrightness)[0];
  EXPECT_GT(brightness, 0.999);
  EXPECT_LT(brightness, 1 - 1e-6);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::visual_analogy
