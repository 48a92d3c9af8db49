#include "pde/step_length.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hadamard_ntk::pde {
namespace {

TEST(StepLengthTest, TheFirstHalfThatFallsEnough) {
  // E(1 - s v), E(u) = u^2/2, falls by s v - s^2 v^2/2: by 1e-4 of its promise v while s v <= 2 (1 - 1e-4).
  const auto length = [](double v) { return StepLength(.5, v, [v](double s) { return std::pow(1 - s * v, 2) / 2; }); };
  EXPECT_EQ(length(1), 1);
  EXPECT_EQ(length(1.9997), 1);
  EXPECT_EQ(length(1.9999), .5);
  EXPECT_EQ(length(3.9997), .25);
  EXPECT_EQ(length(1000), 1. / 512);
}

TEST(StepLengthTest, AnEnergyThatIsNotFiniteDoesNotFall) {
  EXPECT_EQ(StepLength(1, 1, [](double s) { return s > .3 ? double{NAN} : 0; }), .25);
}

TEST(StepLengthTest, EndsWhereNothingFalls) {
  int tried = 0;
  const auto rises = [&](double) { return ++tried, 2.0; };
  EXPECT_LT(StepLength(1, 1, rises), kShortestStep);
  EXPECT_EQ(tried, 34);
  // Below rounding nothing is tried.
  EXPECT_EQ(StepLength(1, 1e-12, rises), 1);
  EXPECT_EQ(tried, 34);
}

}  // namespace
}  // namespace hadamard_ntk::pde
