#include "pde/descent_rates.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

namespace hadamard_ntk::pde {
namespace {

// Of the unit square, Dirichlet.
constexpr double kPoincare = 1 / (2 * std::numbers::pi * std::numbers::pi);

TEST(DescentRatesTest, PrintedStepAndFactors) {
  const PrintedRate two = PrintedDescent({1, 2}, kPoincare), sixth = PrintedDescent({1, 1.2}, kPoincare);
  EXPECT_LE(std::abs(two.eta - .118972769106), 5e-13);
  EXPECT_LE(std::abs(sixth.eta - .550799856974), 5e-13);
  EXPECT_LE(std::abs(two.factor - .9405), 5e-5);
  EXPECT_LE(std::abs(sixth.factor - .541), 5e-4);
  EXPECT_LE(std::abs(RepairedFactor(two.eta, 1, 2, kPoincare) - .800), 5e-4);
  EXPECT_LE(std::abs(RepairedFactor(.5, 1, 2, kPoincare) - .524), 5e-4);
  EXPECT_LE(std::abs(RepairedFactor(sixth.eta, 1, 1.2, kPoincare) - .298), 5e-4);
  EXPECT_EQ(TorusFactor(.5, {1, 1}, {.5, 1.5}), .6875);
}

// Where the header says that one rate implies the other, and where it does not.
TEST(DescentRatesTest, RepairedImpliesPrintedWhereStated) {
  int implied = 0, needed = 0;
  for (double lambda = .01; lambda < 1000; lambda *= 1.7) {
    for (double ratio = 1; ratio < 50; ratio *= 1.3) {
      for (const double poincare : {0.0, .05, 1.0, 10.0}) {
        const PrintedRate printed = PrintedDescent({lambda, ratio * lambda}, poincare);
        const bool stated = ratio >= 1 + poincare && lambda <= (1 + poincare) * ratio * ratio;
        const bool stable = printed.eta * ratio * lambda < 2;
        const bool implies = stable && RepairedFactor(printed.eta, lambda, ratio * lambda, poincare) <= printed.factor;
        EXPECT_TRUE(implies || !stated) << lambda << " " << ratio << " " << poincare;
        implied += stated;
        needed += !implies;
      }
    }
  }
  EXPECT_GT(implied, 100);
  EXPECT_GT(needed, 100);
}

TEST(DescentRatesTest, RefusesWhatTheTheoremDoesNotCover) {
  EXPECT_THROW(RepairedFactor(1, 1, 2, 0), std::invalid_argument);
  EXPECT_NO_THROW(RepairedFactor(.999, 1, 2, 0));
  EXPECT_THROW(RepairedFactor(0, 1, 2, 0), std::invalid_argument);
  EXPECT_THROW(RepairedFactor(.1, 0, 2, 0), std::invalid_argument);
  EXPECT_THROW(RepairedFactor(.1, 3, 2, 0), std::invalid_argument);
  EXPECT_THROW(RepairedFactor(.1, 1, 2, -1), std::invalid_argument);
  EXPECT_THROW(TorusFactor(.1, {1, 1}, {0, 1}), std::invalid_argument);
  EXPECT_THROW(TorusFactor(.1, {1, 1}, {1, std::numeric_limits<double>::infinity()}), std::invalid_argument);
  EXPECT_THROW(PrintedDescent({2, 1}, 0), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::pde
