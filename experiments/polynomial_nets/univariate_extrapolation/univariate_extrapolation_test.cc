#include "experiments/polynomial_nets/univariate_extrapolation/univariate_extrapolation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "experiments/polynomial_nets/univariate_extrapolation/claims.h"
#include "experiments/polynomial_nets/univariate_extrapolation/measure.h"
#include "experiments/polynomial_nets/univariate_extrapolation/nets.h"
#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments::univariate_extrapolation {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

const RunOutcome& Quick() {
  static const RunOutcome outcome = RunExperiment(UnivariateExtrapolation(), {.quick = true});
  return outcome;
}

// The cubic is a polynomial of degree 3 and lies in the span of the activation-free kernel, of condition 10^2 at most
// (kernel_predictor.h); the ReLU kernels do not hold it.
TEST(UnivariateExtrapolationTest, OnlyTheActivationFreeKernelIsExactOnTheCubic) {
  const Table& table = Quick().result.tables[0].table;
  int exact = 0, kernels = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table.Texts("target")[i] != "cubic" || table.Integers("width")[i] != 0) continue;
    ++kernels;
    const bool raw = table.Texts("network")[i] == "ccp_raw";
    const double error = std::max(table.Reals("left")[i], table.Reals("right")[i]);
    EXPECT_EQ(error < 1e5 * kEps, raw) << table.Texts("network")[i] << ": " << error;
    exact += raw;
  }
  EXPECT_EQ(kernels, 8);
  EXPECT_EQ(exact, 2);
}

// A function that is known instead of a net: the target itself, and a cubic by another coefficient.
TEST(UnivariateExtrapolationTest, MeasuresKnownFunctions) {
  const Target target = Targets()[0];
  const Net same{"known", 3, 1, 0, [&](const Eigen::VectorXd& x) {
                   return Eigen::VectorXd(x.unaryExpr([&](double t) { return target(t); }));
                 }};
  const Case c = Examine(target, same);
  EXPECT_EQ(c.left, 0);
  EXPECT_EQ(c.right, 0);
  // log2 of f(2t)/f(t) = 8 (1 + (1/t)(1/2 - 1) + O(t^-2)), t = 2^20: -0.72 2^-20, and 0.72 2^-20 on the left.
  EXPECT_NEAR(c.degree_right - 3, -0.5 / std::log(2) * 0x1p-20, 8 * kEps + 0x1p-36);
  EXPECT_NEAR(c.degree_left - 3, 0.5 / std::log(2) * 0x1p-20, 8 * kEps + 0x1p-36);
  EXPECT_GT(c.line_left, 0.1);
  const Net other{"known", 3, 1, 0, [](const Eigen::VectorXd& x) { return Eigen::VectorXd(1.1 * x.array().cube()); }};
  EXPECT_GT(Examine(target, other).right, 0.05);
}

// Planted functions of which the claims are true are found, and a control whose plant is spoilt is not.
TEST(UnivariateExtrapolationTest, ASpoiltPlantIsNotFound) {
  Evidence evidence;
  for (const Target& target : Targets()) {
    for (const Net& net : PlantedNets(target)) evidence.planted.push_back(Examine(target, net));
  }
  EXPECT_TRUE(Judge(Checks(), "figure_1_cubic", evidence).positive_control.found);
  EXPECT_TRUE(Judge(Checks(), "figure_1_linear", evidence).positive_control.found);
  EXPECT_TRUE(Judge(Checks(), "figure_1_degree", evidence).positive_control.found);
  for (Case& c : evidence.planted) {
    c.left = c.line_left = 1;
    c.degree_left += 1;
  }
  EXPECT_FALSE(Judge(Checks(), "figure_1_cubic", evidence).positive_control.found);
  EXPECT_FALSE(Judge(Checks(), "figure_1_linear", evidence).positive_control.found);
  EXPECT_FALSE(Judge(Checks(), "figure_1_degree", evidence).positive_control.found);
  evidence.planted.clear();
  EXPECT_THROW(Judge(Checks(), "figure_1_cubic", evidence), std::out_of_range);
}

TEST(UnivariateExtrapolationTest, LineResidualVanishesForLinesOnly) {
  const Eigen::VectorXd t = Eigen::VectorXd::LinSpaced(50, 2, 7);
  EXPECT_LE(LineResidual(3 * t.array() - 1), 50 * kEps * (3 * t).norm());
  EXPECT_GT(LineResidual(t.array().square()), 1);
  EXPECT_EQ(LineResidual(Eigen::VectorXd::Zero(9)), 0);
}

TEST(UnivariateExtrapolationTest, RefusesUnknownNets) {
  EXPECT_THROW(TrainFinite(Targets()[0], "resnet", {}, 1, 0), std::invalid_argument);
}

TEST(UnivariateExtrapolationTest, FiguresFit) {
  ASSERT_EQ(Quick().result.figures.size(), 3u);
  for (const auto& figure : Quick().result.figures) EXPECT_NO_THROW(CheckFigure(figure.figure)) << figure.stem;
}

}  // namespace
}  // namespace hadamard_ntk::experiments::univariate_extrapolation
