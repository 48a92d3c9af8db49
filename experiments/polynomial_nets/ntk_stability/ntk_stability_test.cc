#include "experiments/polynomial_nets/ntk_stability/ntk_stability.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <stdexcept>
#include <string>

#include "experiments/polynomial_nets/ntk_stability/lazy_training.h"
#include "linalg/diverged.h"
#include "linalg/thrown_testing.h"
#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments::ntk_stability {
namespace {

const RunOutcome& Quick() {
  static const RunOutcome outcome = RunExperiment(NtkStability(), {.quick = true});
  return outcome;
}

TEST(NtkStabilityTest, VerdictsDoNotHangOnTheSeed) {
  EXPECT_TRUE(RunExperiment(NtkStability(), {.quick = true, .seed = 2}).as_expected());
}

// What is true: m^-1 without activation, m^-3/4 with ReLU, no fall in mean-field scaling.  Asymptotic: these widths are
// 2^7 to 2^11, where products of several Gaussians still scatter; statistical: 5 standard errors on top of 0.15.
TEST(NtkStabilityTest, DriftHasTheExponentsOfTheHeader) {
  const Table& fits = Quick().result.tables[1].table;
  ASSERT_EQ(Quick().result.tables[1].stem, "ntk_stability_fits");
  const std::map<std::string, double> expected = {{"pnn", -0.75}, {"pnn_raw", -1}};
  int checked = 0;
  for (std::size_t i = 0; i < fits.size(); ++i) {
    if (fits.Texts("quantity")[i] != "drift") continue;
    const std::string& network = fits.Texts("network")[i];
    const double exponent = fits.Reals("exponent")[i], error = fits.Reals("standard_error")[i];
    ++checked;
    if (network == "pnn_mean_field") {
      EXPECT_GT(exponent, -0.25 - 5 * error) << fits.Integers("degree")[i];
    } else {
      EXPECT_NEAR(exponent, expected.at(network), 0.15 + 5 * error) << network << fits.Integers("degree")[i];
    }
  }
  EXPECT_EQ(checked, 6);
}

TEST(NtkStabilityTest, NetsAreTrainedAndCloserToTheirOwnKernel) {
  const Table& nets = Quick().result.tables[0].table;
  double own = 0, limit = 0;
  int wide = 0;
  for (std::size_t i = 0; i < nets.size(); ++i) {
    const bool mean_field = nets.Texts("network")[i] == "pnn_mean_field";
    EXPECT_LE(nets.Reals("final_loss")[i], (mean_field ? 1e-2 : 1e-4) * nets.Reals("initial_loss")[i]) << i;
    if (mean_field || nets.Integers("width")[i] < 2048) continue;
    ++wide;
    own += std::log2(nets.Reals("to_linearized")[i]);
    limit += std::log2(nets.Reals("to_dynamics")[i]);
  }
  ASSERT_GT(wide, 0);
  EXPECT_LT(own, limit - wide);  // by a factor of 2 and more, as m^-3/4 against m^-1/2 with like constants
}

// Gradient descent of a net as wide as this is the kernel's own recursion, step by step: the road from f_0 to the
// prediction has no free constant, and one with another loss normalisation misses.
TEST(NtkStabilityTest, PredictionsAreThoseOfTheSameLossAndRate) {
  const LazyData data = MakeLazyData(6, 20, 5, 3);
  const LazyProblem problem("pnn_raw", 1, data);
  const LazyRun run = TrainLazily(problem, 1 << 14, 0, 7, {.loss_factor = 0.05});
  const Eigen::MatrixXd wrong =
      problem.cross_gram() *
      (problem.regression().Descend(data.y, {.learning_rate = problem.regression().FastestLearningRate() / 2},
                                    run.steps) -
       problem.regression().Descend(data.y, {.learning_rate = problem.regression().FastestLearningRate() / 4},
                                    run.steps));
  EXPECT_LT(20 * run.to_linearized, wrong.norm() / std::sqrt(20.0));
  EXPECT_GT(run.to_linearized, 0);
}

TEST(NtkStabilityTest, ADivergingNetEndsTheRunWithItsStepAndLoss) {
  const LazyProblem problem("pnn", 2, MakeLazyData(8, 4, 4, 1));
  const std::string message =
      MessageOf<linalg::Diverged>([&] { TrainLazily(problem, 128, 5, 1, {.rate_over_limit = 10}); });
  EXPECT_TRUE(message.starts_with("pnn of degree 2, width 128, draw 5 diverged at step ")) << message;
  EXPECT_TRUE(TrainFast(problem, 128, 1, 10, 100).diverged_at.has_value());
  EXPECT_FALSE(TrainFast(problem, 128, 1, 0.5, 100).diverged_at.has_value());
}

TEST(NtkStabilityTest, BadProblemsAreRefused) {
  EXPECT_THROW(LazyProblem("fc", 2, MakeLazyData(4, 2, 3, 1)), std::invalid_argument);
  EXPECT_THROW(LazyProblem("pnn", 0, MakeLazyData(4, 2, 3, 1)), std::invalid_argument);
  const LazyProblem problem("pnn", 2, MakeLazyData(4, 2, 3, 1));
  EXPECT_THROW(TrainLazily(problem, 64, 0, 1, {.max_steps = 2}), std::domain_error);
}

TEST(NtkStabilityTest, FigureFits) {
  ASSERT_EQ(Quick().result.figures.size(), 1u);
  EXPECT_NO_THROW(CheckFigure(Quick().result.figures[0].figure));
}

}  // namespace
}  // namespace hadamard_ntk::experiments::ntk_stability
