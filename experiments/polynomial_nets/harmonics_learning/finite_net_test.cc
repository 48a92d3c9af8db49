#include "experiments/polynomial_nets/harmonics_learning/finite_net.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace hadamard_ntk::experiments::harmonics_learning {
namespace {

constexpr float kEps = std::numeric_limits<float>::epsilon();

const Task& TheTask() {
  static const Task task = MakeTask(9, {1, 3}, Scale::kUnitRms, 50, 60, 1, 0);
  return task;
}

Curve Train(const FiniteNet& net, double rate, bool zero_start) {
  return Train(net, TheTask(), {.learning_rate = rate, .steps = {0, 1, 20}, .zero_start = zero_start},
               [](std::int64_t) {});
}

TEST(FiniteNetTest, StartsAtTheTarget) {
  const Eigen::MatrixXd on = Projections(TheTask().harmonics, TheTask().harmonics * TheTask().target.coefficients());
  const Eigen::MatrixXd off =
      Projections(TheTask().held_out_harmonics, TheTask().held_out_harmonics * TheTask().target.coefficients());
  for (const auto& [network, parameter] : {std::pair("ccp", 3), std::pair("pnn", 2), std::pair("fc", 3)}) {
    const Curve zero = Train({network, parameter, 32, 5}, 0, true),
                random = Train({network, parameter, 32, 5}, 0, false);
    // Counted: a rounding of y + f_0 to float, |y| + |f_0| < 64, |h| < 15.
    EXPECT_LE((zero.training.row(0) - on).cwiseAbs().maxCoeff(), 15 * 64 * kEps) << network;
    EXPECT_LE((zero.held_out.row(0) - off).cwiseAbs().maxCoeff(), 15 * 64 * kEps) << network;
    EXPECT_GT((random.training.row(0) - on).cwiseAbs().maxCoeff(), 15 * 64 * kEps) << network;
    // One step at half the largest stable rate lessens degree 1, which has the largest eigenvalues but for the mean's.
    EXPECT_LT(std::abs(zero.training(2, 0)), std::abs(zero.training(0, 0))) << network;
    EXPECT_NEAR(zero.learning_rate * 2 * zero.lambda_max, 50, 1e3 * kEps) << network;
    EXPECT_EQ(zero.diverged_at, -1);
  }
}

// Power iteration gives a Rayleigh quotient's bound: just below the largest stable rate descent is stable, above not.
TEST(FiniteNetTest, LargestEigenvalueIsTheLimitOfStability) {
  const double lambda_max = Train({"ccp", 1, 4096, 5}, 1e-3, true).lambda_max;
  Training training{.learning_rate = 0, .steps = {0, 300}};
  training.learning_rate = 0.9 * 50 / lambda_max;
  EXPECT_LT(Train({"ccp", 1, 4096, 5}, TheTask(), training, [](std::int64_t) {}).training.row(1).norm(), 0.5);
  training.learning_rate = 4 * 50 / lambda_max;
  EXPECT_GT(Train({"ccp", 1, 4096, 5}, TheTask(), training, [](std::int64_t) {}).diverged_at, 0);
}

TEST(FiniteNetTest, DivergenceEndsTheCurve) {
  const Curve curve = Train({"ccp", 3, 32, 5}, 1e4, true);
  EXPECT_GT(curve.diverged_at, 0);
  EXPECT_LT(curve.training.rows(), 3);
  EXPECT_EQ(curve.training.rows(), curve.held_out.rows());
}

TEST(FiniteNetTest, Throws) { EXPECT_THROW(Train({"mfn", 3, 32, 5}, 0, true), std::invalid_argument); }

}  // namespace
}  // namespace hadamard_ntk::experiments::harmonics_learning
