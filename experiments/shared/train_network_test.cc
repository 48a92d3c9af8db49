#include "experiments/shared/train_network.h"

#include <gtest/gtest.h>

#include <string>

#include "linalg/diverged.h"
#include "linalg/thrown_testing.h"
#include "models/fully_connected.h"

namespace hadamard_ntk::experiments {
namespace {

using models::FullyConnected;
using models::Matrix;
using models::Trainer;

// f(x) = w x on the sample (1, 0): w <- (1 - rate) w, so the loss falls for rate < 2, and only then.
Trainer<FullyConnected<double>> LinearNet(double rate) {
  return {FullyConnected<double>({.inputs = 1, .width = 1, .depth = 1}, 1),
          Matrix<double>::Ones(1, 1),
          Matrix<double>::Zero(1, 1),
          {.schedule = models::Constant{rate}}};
}

TEST(TrainNetworkTest, RunsToTheLastStepAndReportsOnTheWay) {
  auto trainer = LinearNet(0.5);
  int reports = 0;
  TrainNetwork("linear net", trainer, 7, {.on_step = [&](const models::StepReport&) { ++reports; }});
  EXPECT_EQ(trainer.step(), 7);
  EXPECT_EQ(reports, 7);
}

TEST(TrainNetworkTest, ADivergingNetIsNamedWithItsStepAndLoss) {
  auto alone = LinearNet(3), reported = LinearNet(3);
  std::string expected;
  try {
    alone.Run(100);
  } catch (const linalg::Diverged& diverged) {
    expected = linalg::Diverged("linear net", diverged.step(), diverged.value()).what();
  }
  EXPECT_EQ(MessageOf<linalg::Diverged>([&] { TrainNetwork("linear net", reported, 100); }), expected);
  EXPECT_TRUE(expected.starts_with("linear net diverged at step ")) << expected;
}

TEST(TrainNetworkTest, OtherMistakesStayWhatTheyAre) {
  auto trainer = LinearNet(0.5);
  EXPECT_THROW(TrainNetwork("linear net", trainer, -1), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
