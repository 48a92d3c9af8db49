#include "experiments/polynomial_nets/quadratic_recovery/recovery.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace hadamard_ntk::experiments::quadratic_recovery {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr double kPi = std::numbers::pi;

WideNetwork Pnn() { return MakeWideNetwork("pnn", "pnn", {.degree = 2}); }

// K = 2 (v^2 + 2 v e) on the unit circle.
double Kernel(double theta) {
  const double v = (std::sin(theta) + (kPi - theta) * std::cos(theta)) / kPi;
  const double e = std::cos(theta) * (kPi - theta) / kPi;
  return 2 * (v * v + 2 * v * e);
}

// beta = I, d = 2, by hand: all coefficients are 1 / (K(0) + 2 K(pi/2) + K(pi)).
TEST(RecoveryTest, PrintedStatementByHand) {
  const Eigen::MatrixXd basis = SignedBasis(2);
  const KernelPredictor predictor(Pnn(), basis, QuadraticTargets(2, 1)[0].At(basis));
  for (const double degrees : {10.0, 22.5, 45.0, 70.0}) {
    const double phi = degrees * kPi / 180;
    const double sum = Kernel(phi) + Kernel(kPi / 2 - phi) + Kernel(kPi / 2 + phi) + Kernel(kPi - phi);
    const double by_hand = sum / (Kernel(0) + 2 * Kernel(kPi / 2) + Kernel(kPi));
    const Eigen::MatrixXd f = predictor(Eigen::RowVector2d(std::cos(phi), std::sin(phi)));
    // Counted: four kernel values of at most 6, 8 roundings each, over 6.4; the solution's 8 n eps.
    EXPECT_NEAR(f(0, 0), by_hand, 64 * kEps);
    EXPECT_LT(f(0, 0), 0.99);
  }
}

// K falls like 4 theta / pi, so f bends at e_1 by 8 c / pi.
TEST(RecoveryTest, PredictorHasAKinkAtTrainingDirections) {
  const Eigen::MatrixXd basis = SignedBasis(2);
  const KernelPredictor predictor(Pnn(), basis, QuadraticTargets(2, 1)[0].At(basis));
  const double h = 1e-4;
  Eigen::MatrixXd points(3, 2);
  points << std::cos(h), std::sin(h), 1, 0, std::cos(h), -std::sin(h);
  const Eigen::MatrixXd f = predictor(points);
  const double bend = (2 * f(1, 0) - f(0, 0) - f(2, 0)) / h;
  // Asymptotic: the second derivative, below 8, contributes h times it.
  EXPECT_NEAR(bend, 8 / kPi * predictor.coefficients()(0, 0), 8 * h);
  EXPECT_GT(bend, 0.3);
}

TEST(RecoveryTest, TrainingSetsContainTheSignedBasis) {
  const auto contains = [](const Eigen::MatrixXd& set, int d) {
    int found = 0;
    const Eigen::MatrixXd basis = SignedBasis(d);
    for (Eigen::Index i = 0; i < basis.rows(); ++i) {
      for (Eigen::Index j = 0; j < set.rows(); ++j) found += set.row(j) == basis.row(i);
    }
    return found == 2 * d;
  };
  for (int d = 1; d <= 5; ++d) EXPECT_TRUE(contains(UnisolventSet(d), d)) << d;
  for (const int n : {4, 8, 64}) EXPECT_TRUE(contains(EvenDirections(n), 2)) << n;
  EXPECT_FALSE(contains(EvenDirections(6), 2));
  EXPECT_TRUE(contains(FibonacciDirections(20), 3));
  for (const Eigen::MatrixXd& set : {UnisolventSet(4), EvenDirections(12), FibonacciDirections(30)}) {
    for (Eigen::Index i = 0; i < set.rows(); ++i) EXPECT_NEAR(set.row(i).norm(), 1, 4 * kEps);
  }
}

TEST(RecoveryTest, PlantedErrorIsSeen) {
  const Eigen::MatrixXd tests = TestPoints(3, 50, 1), basis = SignedBasis(3);
  const WideNetwork fc = MakeWideNetwork("fc", "fc", {.depth = 2});
  const Target target = LinearTarget(3, 1);
  EXPECT_TRUE(Recover(fc, target, "basis", basis, tests).exact());
  const Recovery wrong = Recover(fc, WithPlantedError(target, 1e-9), "basis", basis, tests);
  EXPECT_FALSE(wrong.exact());
  EXPECT_LT(wrong.error, 1e-8);
}

TEST(RecoveryTest, WhatTheKernelSpansIsRecovered) {
  const Eigen::MatrixXd tests = TestPoints(3, 50, 1), basis = SignedBasis(3);
  const Target target = SpanTarget(Pnn(), basis);
  EXPECT_TRUE(Recover(Pnn(), target, "basis", basis, tests).exact());
  EXPECT_FALSE(Recover(Pnn(), WithPlantedError(target, 1e-9), "basis", basis, tests).exact());
  // Not by a net of another kernel.
  const WideNetwork raw = MakeWideNetwork("pnn_raw", "pnn", {.degree = 2, .activation_free = true});
  EXPECT_GT(Recover(raw, target, "basis", basis, tests).error, 0.01);
}

// The law at large n, for beta whose mean and second harmonic weigh differently.
TEST(RecoveryTest, CircleLawIsTheLimit) {
  for (const Target& target : QuadraticTargets(2, 5)) {
    double previous = 0;
    for (const int n : {64, 128}) {
      const Eigen::MatrixXd points = EvenDirections(n), tests = EvenDirections(8 * n);
      const Eigen::VectorXd f = KernelPredictor(Pnn(), points, target.At(points))(tests).col(0);
      const double deviation = (f - target.At(tests)).lpNorm<Eigen::Infinity>() / CircleLaw(target, n) - 1;
      if (n == 128) {
        // Asymptotic: the next term is O(n^-2); a factor 4 down, a third of it for the sup over a grid.
        EXPECT_LT(std::abs(deviation), 0.75 * std::abs(previous) + 1e-3) << target.name;
        EXPECT_LT(std::abs(deviation), 0.01) << target.name;
      }
      previous = deviation;
    }
    EXPECT_GT(std::abs(CircleLaw(target, 128, 3) / CircleLaw(target, 128) - 1), 0.02) << target.name;
  }
}

}  // namespace
}  // namespace hadamard_ntk::experiments::quadratic_recovery
