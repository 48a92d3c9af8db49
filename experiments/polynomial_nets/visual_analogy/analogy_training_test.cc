#include "experiments/polynomial_nets/visual_analogy/analogy_training.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/diverged.h"
#include "linalg/thrown_testing.h"

namespace hadamard_ntk::experiments::visual_analogy {
namespace {

using models::Matrix;

// Scores of all analogies along a feature in a region, by an untrained net on a number for each level.
template <class Value>
Matrix<double> ScoresOn(const models::AnalogyNet<double>& net, Regime regime, int region, std::size_t feature,
                        const Value& value_of) {
  Matrix<double> z(4, kPositions);
  for (int position = 0; position < kPositions; ++position) {
    for (std::size_t k = 0; k < kFeatures; ++k) {
      z(static_cast<models::Index>(k), position) = value_of(k, LevelAt(regime, region, k == feature ? position : 3));
    }
  }
  std::vector<models::AnalogyProblem> problems;
  for (const Analogy& q : Analogies()) {
    problems.push_back({.given = {q.a, q.b, q.c}, .candidates = {0, 1, 2, 3, 4, 5, 6}});
  }
  models::AnalogyNet<double>::Workspace workspace;
  return net.Score(z, problems, workspace);
}

// Latents affine in the level: the scores of every region are those of the training region. The variances of the four
// terms' levels are at least 3/16, so of 1e-8 / (2 v) there is less than 3e-8, times what the LSTM makes of it. The
// value of the brightness is affine in the level only to within its integer part.
TEST(AnalogyTrainingTest, AnAffineEncoderHasTheSameScoresInAllRegions) {
  const models::AnalogyNet<double> net({.latent = kFeatures, .cells = 16}, 3);
  const auto level = [](std::size_t, int of) { return 0.5 * of - 2; };
  const auto value = [](std::size_t k, int of) { return static_cast<double>(ValueOf(k, of)); };
  for (std::size_t feature = 0; feature < kFeatures; ++feature) {
    const Matrix<double> trained = ScoresOn(net, Regime::kScale, 0, feature, level);
    const Matrix<double> by_value = ScoresOn(net, Regime::kScale, 0, feature, value);
    EXPECT_GT((trained.col(0) - trained.col(6)).cwiseAbs().maxCoeff(), 1e-2);
    for (const Regime regime : {Regime::kScale, Regime::kTranslation}) {
      for (int region = 1; region < kRegions; ++region) {
        const auto change = [&](const Matrix<double>& scores, const Matrix<double>& from) {
          return (scores - from).cwiseAbs().maxCoeff();
        };
        EXPECT_LE(change(ScoresOn(net, regime, region, feature, level), trained), 1e-6);
        const double of_value = change(ScoresOn(net, regime, region, feature, value), by_value);
        if (feature == kBrightness) {
          EXPECT_GT(of_value, 1e-4);
        } else {
          EXPECT_LE(of_value, 1e-6);
        }
      }
    }
  }
}

AnalogyTraining Oracle(bool context) {
  return {.name = "oracle", .side = 0, .context = context, .steps = 25, .batch = 16, .rate = 2e-3};
}

// Whatever a head has learned: with context normalisation it is the same in all regions.
TEST(AnalogyTrainingTest, AHeadOnLevelsIsEquallyGoodInAllRegions) {
  constexpr int kProblems = 280;
  const Net with = TrainOnAnalogies(Oracle(true)), without = TrainOnAnalogies(Oracle(false));
  for (const Regime regime : {Regime::kScale, Regime::kTranslation}) {
    const auto accuracy = Accuracies(with, 0, regime, kProblems, 9);
    for (const double of_region : accuracy) EXPECT_EQ(of_region, accuracy[0]);
    EXPECT_GT(accuracy[0], 0);
    const auto raw = Accuracies(without, 0, regime, kProblems, 9);
    EXPECT_NE(raw[5], raw[0]);
  }
}

TEST(AnalogyTrainingTest, TheRuleIsRightAndShuffledAnswersAreChance) {
  constexpr int kProblems = 500;
  for (const Regime regime : {Regime::kScale, Regime::kTranslation}) {
    const RuleAccuracies rule = AccuraciesOfRule(regime, kProblems, 2);
    for (const double right : rule.right) EXPECT_EQ(right, 1);
    for (const double shuffled : rule.shuffled) {
      EXPECT_NEAR(shuffled, 1.0 / 7, 5 * std::sqrt(6.0 / 49 / kProblems));
    }
  }
}

// Equal scores are wrong.
TEST(AnalogyTrainingTest, EqualScoresAreWrong) {
  Net net = UntrainedNet({.name = "net", .side = 0});
  net.parameters().values().setZero();
  for (const double accuracy : Accuracies(net, 0, Regime::kScale, 50, 1)) EXPECT_EQ(accuracy, 0);
}

AnalogyTraining Small() { return {.name = "net", .side = 32, .products = true, .seed = 5, .steps = 4, .batch = 3}; }

TEST(AnalogyTrainingTest, GoesOnFromCheckpoints) {
  const std::string directory = std::filesystem::path(testing::TempDir()) / "analogy_checkpoints";
  std::filesystem::remove_all(directory);
  const models::Vector<float> whole = TrainOnAnalogies(Small()).parameters().values();
  AnalogyTraining part = Small();
  part.checkpoints = directory;
  part.steps = 2;
  int steps = 0;
  part.on_step = [&] { ++steps; };
  EXPECT_NE(models::Vector<float>(TrainOnAnalogies(part).parameters().values()), whole);
  part.steps = 4;
  EXPECT_EQ(models::Vector<float>(TrainOnAnalogies(part).parameters().values()), whole);
  EXPECT_EQ(steps, 2 + 4);
  const std::string cannot = "cannot resume from checkpoint " + directory + "/net.ckpt: ";
  part.steps = 3;
  EXPECT_EQ(MessageOf<std::runtime_error>([&] { TrainOnAnalogies(part); }),
            cannot + "it has 4 steps, more than the 3 asked for");
  part.steps = 4;
  part.seed = 6;
  EXPECT_EQ(MessageOf<std::runtime_error>([&] { TrainOnAnalogies(part); }),
            cannot +
                "it belongs to the run [side 32, products, context, scale, seed 5, batch 3, rate 0.0005], not to "
                "[side 32, products, context, scale, seed 6, batch 3, rate 0.0005]");
}

TEST(AnalogyTrainingTest, ReportsADivergence) {
  AnalogyTraining run = Small();
  run.rate = 1e30;
  EXPECT_THROW(TrainOnAnalogies(run), linalg::Diverged);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::visual_analogy
