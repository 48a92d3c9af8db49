#include "experiments/conjugate_directions/net_direction.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "linalg/diverged.h"
#include "linsolve/cosine_basis.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr DirectionTraining kSmall = {.dimension = 2,
                                      .n = 8,
                                      .channels = 8,
                                      .first_pairs = 1,
                                      .coarse_pairs = 1,
                                      .last_pairs = 1,
                                      .steps = 1500,
                                      .batch = 8,
                                      .checks = 3,
                                      .validation = 4};

TEST(NetDirectionTest, TheAuthorsNetsHaveTheirParameters) {
  DirectionTraining training = {.channels = 16, .first_pairs = 1, .coarse_pairs = 3, .last_pairs = 2, .biases = 1};
  EXPECT_EQ(UntrainedNet(training, 1).parameters().size(), 97457);
  training.first_pairs = 2, training.coarse_pairs = 5, training.last_pairs = 3;
  EXPECT_EQ(UntrainedNet(training, 1).parameters().size(), 152881);
}

// Without biases f(0) = 0 and f(c r) = c f(r), and f is 0 where there is no fluid.
TEST(NetDirectionTest, IsHomogeneousAndKnowsItsDomain) {
  const linsolve::GridMask sphere = MakeDomain("sphere", 12, 2, 1);
  const linsolve::CosineBasis basis(sphere.grid());
  const Direction f = DirectionOf(UntrainedNet(kSmall, 1), sphere);
  GridVector r = MakeRightHandSide(Kind::kTraining, sphere, basis, 1, 0);
  const GridVector q = f(r);
  for (double& value : r.values()) value *= 4;
  const GridVector four = f(r);
  double largest = 0;
  for (linsolve::Index cell = 0; cell < q.size(); ++cell) {
    EXPECT_EQ(four[cell], 4 * q[cell]);
    if (!sphere.fluid(cell)) {
      EXPECT_EQ(q[cell], 0);
    }
    largest = std::max(largest, std::abs(q[cell]));
  }
  EXPECT_GT(largest, 0);
}

TEST(NetDirectionTest, TrainingKeepsTheNetOfFewestIterations) {
  Progress progress;
  const TrainedNet trained = TrainNet(kSmall, 1, progress);
  ASSERT_EQ(trained.checks.size(), 4u);
  double fewest = std::numeric_limits<double>::infinity();
  for (const TrainedNet::Check& check : trained.checks) fewest = std::min(fewest, check.iterations);
  for (const TrainedNet::Check& check : trained.checks) {
    if (check.step == trained.chosen) {
      EXPECT_EQ(check.iterations, fewest);
    }
  }
  EXPECT_LT(fewest, 0.8 * trained.checks.front().iterations);
  EXPECT_LT(trained.checks.back().loss, 0.9 * trained.checks[1].loss);
  const TrainedNet again = TrainNet(kSmall, 1, progress);
  EXPECT_EQ(again.net.parameters().values(), trained.net.parameters().values());
}

TEST(NetDirectionTest, ARateThatIsTooLargeIsADivergence) {
  DirectionTraining wild = kSmall;
  wild.rate = 1e30;
  Progress progress;
  EXPECT_THROW(TrainNet(wild, 1, progress), linalg::Diverged);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
