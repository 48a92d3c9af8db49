#include "spectral/learning_curve_extrema.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "spectral/multiplicity.h"
#include "spectral/reference_kernels_testing.h"

namespace hadamard_ntk::spectral {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double Promise(const LearningProblem& problem) {
  return 16 * (static_cast<double>(problem.eigenspaces().size()) + 8) * kEps;
}

double TestError(const LearningProblem& problem, double ridge, double n) {
  return problem.WithRidge(ridge).Predict(n).test_error;
}

// A target drawn from the prior of covariance c K: kernel ridge regression with sigma^2 / c is Bayes' estimate.
TEST(LearningCurveExtremaTest, OptimalRidgeOfATargetFromThePrior) {
  const double c = 3, noise = 0.06;
  std::vector<Eigenspace> eigenspaces = {{1, 1, 0}, {0.1, 10, 0}, {1e-3, 100, 0}, {1e-5, 700, 0}};
  for (Eigenspace& own : eigenspaces) own.target_power = c * own.multiplicity * own.mu;
  const LearningProblem problem(eigenspaces, 12345, noise);
  for (const double n : {1.0, 5.0, 11.0, 50.0, 111.0, 811.0, 5000.0}) {
    const OptimalRidge best = FindOptimalRidge(problem, n);
    // Conditioned: the sign of a slope that is known to Promise() of its terms, N' (n - Q) / (n - Q)' N.
    const double kappa_n = best.kappa * n;
    EXPECT_LE(std::abs(best.ridge - noise / c), 64 * Promise(problem) * (noise / c + kappa_n)) << n;
    EXPECT_LE(std::abs(best.test_error / TestError(problem, noise / c, n) - 1), 2 * Promise(problem)) << n;
    // Control: twice and half of it are worse.
    EXPECT_GT(TestError(problem, 2 * noise / c, n), best.test_error * (1 + 100 * Promise(problem))) << n;
    EXPECT_GT(TestError(problem, noise / c / 2, n), best.test_error * (1 + 100 * Promise(problem))) << n;
  }
}

TEST(LearningCurveExtremaTest, NoRidgeOnAGridIsBetter) {
  const std::vector<std::vector<Eigenspace>> spectra = {{{1, 1, 0.5}, {0.1, 10, 1}, {1e-3, 100, 0.25}, {0, 5, 0.125}},
                                                        {{1, 10, 0.1}, {1e-2, 30, 2}, {1e-6, 1000, 3}},
                                                        {{1, 100, 1e-4}, {1e-4, 100, 1}},
                                                        {{1, 3, 0}, {1e-8, 5, 1}}};
  int compared = 0, unregularised = 0;
  for (const auto& eigenspaces : spectra) {
    for (const double noise : {0.0, 1e-6, 0.1, 10.0}) {
      for (const double tail : {0.0, 1e-3}) {
        const LearningProblem problem(eigenspaces, 0, noise, tail);
        for (const double n : {1.0, 8.0, 40.0, 110.0, 111.0, 1000.0}) {
          const OptimalRidge best = FindOptimalRidge(problem, n);
          EXPECT_LE(std::abs(TestError(problem, best.ridge, n) - best.test_error),
                    2 * Promise(problem) * best.test_error);
          double least = TestError(problem, 0, n);
          for (double ridge = 1e-20; ridge < 1e8; ridge *= 1.3) {
            least = std::min(least, TestError(problem, ridge, n));
            ++compared;
          }
          EXPECT_LE(best.test_error, least * (1 + 2 * Promise(problem))) << noise << ", " << tail << ", " << n;
          // The grid is fine enough that the optimum is not far below it. Asymptotic: 1.3 in the ridge at a minimum.
          EXPECT_GE(best.test_error, least * 0.9) << noise << ", " << tail << ", " << n;
          unregularised += best.ridge == 0;
        }
      }
    }
  }
  EXPECT_GE(compared, 20000);
  EXPECT_GE(unregularised, 10);
  EXPECT_LE(unregularised, 150);
}

TEST(LearningCurveExtremaTest, OptimalRidgeAtTheLimits) {
  // Nothing of the target is in reach: predict 0.
  const OptimalRidge none = FindOptimalRidge(LearningProblem({{1, 10, 0}, {0, 3, 2}}, 1, 0.5), 7);
  EXPECT_EQ(none.ridge, kInfinity);
  EXPECT_EQ(none.test_error, 2.5);
  // All of it, without noise.
  const OptimalRidge all = FindOptimalRidge(LearningProblem({{1, 10, 1}}, 1, 0), 20);
  EXPECT_EQ(all.ridge, 0);
  EXPECT_EQ(all.test_error, 0);
}

// "A minimum near 152, peak near 402" of the curve of [CanBorPeh2021] in learning_curve_test: n ~ F(24, 2) = 324.
TEST(LearningCurveExtremaTest, SecondDescentOfThePublishedCurve) {
  const MercerSpectrum spectrum = ComputeMercerSpectrum(AngleKernel::From(FullyConnectedKernel{2}), 24, 199);
  std::vector<Eigenspace> eigenspaces;
  for (const Eigenvalue& own : spectrum.eigenvalues()) eigenspaces.push_back({own.mu, Multiplicity(24, own.k), 0});
  eigenspaces[1].target_power = 0.04;
  const LearningProblem problem(eigenspaces, 1e-10, .0284817349);
  const std::vector<CurveTurn> turns = FindTurns(problem, 50, 5000);
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_FALSE(turns[0].peak);
  EXPECT_TRUE(turns[1].peak);
  // Between the neighbours of 152 and of 402 on the published grid.
  EXPECT_GT(turns[0].n, 94);
  EXPECT_LT(turns[0].n, 402);
  EXPECT_GT(turns[1].n, 152);
  EXPECT_LT(turns[1].n, 1062);
  // The curve itself on both sides: a turn, to rounding.
  for (const CurveTurn& turn : turns) {
    const double sign = turn.peak ? 1 : -1;
    EXPECT_LE(std::abs(problem.Predict(turn.n).test_error / turn.test_error - 1), 2 * Promise(problem));
    for (const double factor : {0.5, 0.9, 0.99, 1.01, 1.1, 1.5}) {
      EXPECT_GT(sign * (turn.test_error - problem.Predict(turn.n * factor).test_error), 0) << factor;
    }
  }
}

TEST(LearningCurveExtremaTest, TurnsAreThoseOfAFineGrid) {
  const std::vector<Eigenspace> eigenspaces = {{1, 4, 1}, {1e-3, 60, 1}, {1e-6, 900, 1}, {1e-9, 12000, 1}};
  int peaks = 0, cases = 0;
  for (const double noise : {0.0, 0.01, 1.0}) {
    for (const double ridge : {1e-9, 1e-5, 1e-2}) {
      const LearningProblem problem(eigenspaces, ridge, noise);
      const std::vector<CurveTurn> turns = FindTurns(problem, 1, 1e6);
      std::vector<double> grid;
      for (double n = 1; n < 1e6; n *= 1.01) grid.push_back(n);
      const std::vector<LearningPoint> curve = problem.Predict(grid);
      std::size_t next = 0;
      for (std::size_t i = 1; i + 1 < curve.size(); ++i) {
        const double a = curve[i - 1].test_error, b = curve[i].test_error, c = curve[i + 1].test_error;
        if ((b > a) == (c > b)) continue;
        ASSERT_LT(next, turns.size()) << noise << ", " << ridge << ", n = " << grid[i];
        EXPECT_GE(turns[next].n, grid[i - 1]);
        EXPECT_LE(turns[next].n, grid[i + 1]);
        EXPECT_EQ(turns[next].peak, b > a);
        peaks += turns[next++].peak;
      }
      EXPECT_EQ(next, turns.size()) << noise << ", " << ridge;
      ++cases;
    }
  }
  EXPECT_EQ(cases, 9);
  EXPECT_GE(peaks, 9);
}

TEST(LearningCurveExtremaTest, InterpolationPeak) {
  const LearningProblem problem({{1, 4, 1}, {0.9, 46, 1}}, 0, 0.1);
  const std::vector<CurveTurn> turns = FindTurns(problem, 5, 1000);
  ASSERT_FALSE(turns.empty());
  EXPECT_EQ(turns.back().n, 50);
  EXPECT_EQ(turns.back().test_error, kInfinity);
  EXPECT_TRUE(turns.back().peak);
  // A ridge makes it finite and moves it a little; the optimal one takes it away at each n.
  const std::vector<CurveTurn> damped = FindTurns(problem.WithRidge(1e-3), 5, 1000);
  ASSERT_EQ(damped.size(), turns.size());
  EXPECT_LT(std::abs(damped.back().n - 50), 5);
  EXPECT_GT(damped.back().test_error, 1);
  double last = kInfinity;
  for (double n = 5; n < 1000; n *= 1.05) {
    const double error = FindOptimalRidge(problem, n).test_error;
    EXPECT_LT(error, last) << n;
    last = error;
  }
  // Control: noiseless and wholly within the rank there is none.
  for (const CurveTurn& turn : FindTurns(LearningProblem({{1, 50, 1}}, 0, 0), 5, 1000)) EXPECT_FALSE(turn.peak);
}

TEST(LearningCurveExtremaTest, RejectsBadArguments) {
  const LearningProblem problem({{1, 1, 1}}, 0, 1);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double bad : {0.0, -1.0, nan, kInfinity}) {
    EXPECT_THROW(FindOptimalRidge(problem, bad), std::invalid_argument);
    EXPECT_THROW(FindTurns(problem, bad, 10), std::invalid_argument);
    EXPECT_THROW(FindTurns(problem, 1, bad), std::invalid_argument);
  }
  EXPECT_THROW(FindTurns(problem, 10, 10), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::spectral
