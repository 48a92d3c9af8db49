#include "experiments/quadratic_nets/trainability/two_spheres.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace hadamard_ntk::experiments::trainability {
namespace {

TEST(TwoSpheresTest, BayesErrorIsTheLeastOfAThreshold) {
  double least = 1;
  for (int i = 0; i <= 4000; ++i) {
    const double error = ErrorOfThreshold(0.7 + i * 1e-4);
    EXPECT_LE(BayesError(), error * (1 + 1e-10));  // the error of the header
    least = std::min(least, error);
  }
  // Within half a step of the minimum: second order, (0.5e-4 / 0.05)^2 relative to densities of the error's size.
  EXPECT_LE(least, BayesError() * (1 + 1e-4));
}

TEST(TwoSpheresTest, ErrorOfAThresholdAmongSamples) {
  const int n = 100000;
  const Samples samples = DrawSamples(n, 3, 0);
  for (const double threshold : {0.8, 0.9}) {
    const models::Matrix<float> f = samples.x.rowwise().norm().array() - static_cast<float>(threshold);
    const double expected = ErrorOfThreshold(threshold), error = std::sqrt(expected * (1 - expected) / n);
    EXPECT_LE(std::abs(ErrorOf(f, samples.y) - expected), 5 * error);
    // Control: a threshold off by 0.01.
    EXPECT_GT(std::abs(ErrorOf(f.array() + 0.01f, samples.y) - expected), 5 * error);
  }
}

TEST(TwoSpheresTest, SamplesAreKeyed) {
  const Samples few = DrawSamples(10, 3, 0), more = DrawSamples(20, 3, 0);
  EXPECT_EQ(few.x, more.x.topRows(10));
  EXPECT_EQ(few.y.sum(), 5);
  EXPECT_NE(DrawSamples(10, 3, 1).x, few.x);
  EXPECT_NE(DrawSamples(10, 4, 0).x, few.x);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::trainability
