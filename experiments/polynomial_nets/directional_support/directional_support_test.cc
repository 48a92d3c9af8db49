#include "experiments/polynomial_nets/directional_support/directional_support.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "experiments/polynomial_nets/directional_support/nets.h"
#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments::directional_support {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

const RunOutcome& Quick() {
  static const RunOutcome outcome = RunExperiment(DirectionalSupport(), {.quick = true});
  return outcome;
}

// Of a fully-connected net, which is 1-homogeneous too: the cone that Examine is told to be one.
TEST(DirectionalSupportTest, ConeErrorIsTheOneMeasured) {
  const double c = 0.8 * kTrainRadius;
  const Errors errors = Examine(PlantedCone());
  EXPECT_NEAR(errors.outside, ConeError(), 0.01 * ConeError());  // asymptotic: 6 rings of equal area, (1/6)^2 / 3
  EXPECT_GT(std::abs(errors.inside - ConeError()), 0.1);         // and not every error is that
  EXPECT_LE(errors.scaling, 4 * kEps);
  EXPECT_NEAR(errors.largest, 1 - c / kTestRadius, 8 * kEps);
}

TEST(DirectionalSupportTest, AZeroOutsideOfTheSectorIsSeenAsSuch) {
  const Errors errors = Examine(PlantedFailure());
  EXPECT_EQ(errors.seen, 0);
  EXPECT_NEAR(errors.outside, std::sqrt(0.75), 64 * kEps);
  EXPECT_EQ(errors.largest, 1);
}

TEST(DirectionalSupportTest, PointsLieInTheirSector) {
  const Eigen::MatrixXd quadrant = SectorPoints(500, 90, kTrainRadius, 3), disk = SectorPoints(500, 360, 1, 3);
  EXPECT_GE(quadrant.minCoeff(), 0);
  EXPECT_LE(SquaredNorm(quadrant).maxCoeff(), 2 + 8 * kEps);
  EXPECT_LT(disk.minCoeff(), -0.5);
  EXPECT_GT(LargestGap(quadrant), 270 * (1 - 8 * kEps));
  // Statistical: the mean of |x|^2 is 1/2 on the unit disk, of standard deviation 1 / sqrt(12).
  EXPECT_NEAR(SquaredNorm(disk).mean(), 0.5, 5 / std::sqrt(12 * 500.0));
  Eigen::MatrixXd three(3, 2);
  three << 1, 0, 0, 2, -3, 0;
  EXPECT_NEAR(LargestGap(three), 180, 180 * 4 * kEps);
  EXPECT_THROW(SectorPoints(5, 0, 1, 1), std::invalid_argument);
}

TEST(DirectionalSupportTest, FiguresFit) {
  ASSERT_EQ(Quick().result.figures.size(), 2u);
  for (const auto& figure : Quick().result.figures) EXPECT_NO_THROW(CheckFigure(figure.figure)) << figure.stem;
}

}  // namespace
}  // namespace hadamard_ntk::experiments::directional_support
