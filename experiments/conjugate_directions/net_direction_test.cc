#include "experiments/conjugate_directions/net_direction.h"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <string>

#include "linalg/diverged.h"
#include "linalg/thrown_testing.h"
#include "models/grid_net_file.h"

namespace hadamard_ntk::experiments {
namespace {

const DirectionTraining kSmall = {.dimension = 2,
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

TEST(NetDirectionTest, ANetOfAFileIsNotTrained) {
  DirectionTraining of_file = kSmall;
  of_file.net_file = testing::TempDir() + "net_direction.ckpt";
  const Net net = UntrainedNet(kSmall, 5);
  std::ofstream(of_file.net_file, std::ios::binary) << models::GridNetBytes(net);
  Progress progress;
  const TrainedNet read = TrainNet(of_file, 1, progress);
  EXPECT_EQ(read.net.parameters().values(), net.parameters().values());
  EXPECT_EQ(read.net.inputs(), 64);
  EXPECT_TRUE(read.checks.empty());
  const auto message = [&] { return MessageOf([&] { return TrainNet(of_file, 1, progress).chosen; }); };
  const std::string got = " (got '" + of_file.net_file + "')";
  of_file.channels = 4;
  EXPECT_EQ(message(), "--net: is a net of other options than --dimension, --channels, ... say" + got);
  std::ofstream(of_file.net_file, std::ios::binary) << "no net";
  EXPECT_EQ(message(), "--net: cannot read checkpoint " + of_file.net_file + ": it is not a checkpoint" + got);
}

TEST(NetDirectionTest, ARateThatIsTooLargeIsADivergence) {
  DirectionTraining wild = kSmall;
  wild.rate = 1e30;
  Progress progress;
  EXPECT_THROW(TrainNet(wild, 1, progress), linalg::Diverged);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
