#include "gaussian/hermite_features.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "gaussian/hermite.h"
#include "linalg/thrown_testing.h"

namespace hadamard_ntk::gaussian {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

TEST(HermiteFeaturesTest, AreAllProductsOfTheDegree) {
  for (const auto& [d, k, size] : {std::array{1, 4, 5}, std::array{3, 2, 10}, std::array{4, 3, 35},
                                   std::array{2, 5, 21}, std::array{5, 0, 1}, std::array{64, 2, 2145}}) {
    const HermiteFeatures features(d, k);
    ASSERT_EQ(features.size(), size);
    std::set<std::vector<int>> seen;
    int before = 0;
    for (int q = 0; q < size; ++q) {
      const std::vector<int> alpha = features.Exponents(q);
      EXPECT_EQ(std::accumulate(alpha.begin(), alpha.end(), 0), features.DegreeOf(q));
      EXPECT_LE(features.DegreeOf(q), k);
      EXPECT_GE(features.DegreeOf(q), before);
      before = features.DegreeOf(q);
      seen.insert(alpha);
    }
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(size));
    EXPECT_EQ(features.FirstOf(0), 0);
    EXPECT_EQ(features.FirstOf(k + 1), size);
    for (int i = 0; i < d; ++i) {
      for (int m = 1; m <= k; ++m) {
        std::vector<int> alpha(static_cast<std::size_t>(d), 0);
        alpha[static_cast<std::size_t>(i)] = m;
        EXPECT_EQ(features.Exponents(features.Single(i, m)), alpha);
      }
    }
  }
}

// Counted: k factors of (k + 1) eps each, and k products.
TEST(HermiteFeaturesTest, ValuesAreProducts) {
  const HermiteFeatures features(4, 3);
  const double x[] = {0.3, -1.7, 2.2, 0.9};
  std::vector<double> values(35), scratch;
  features.Evaluate(x, values.data(), scratch);
  for (int q = 0; q < features.size(); ++q) {
    const std::vector<int> alpha = features.Exponents(q);
    double product = 1, size = 1;
    for (int i = 0; i < 4; ++i) {
      product *= Hermite(alpha[static_cast<std::size_t>(i)], x[i]);
      size *= std::max(1.0, std::pow(std::abs(x[i]), alpha[static_cast<std::size_t>(i)])) * 2;
    }
    EXPECT_NEAR(values[static_cast<std::size_t>(q)], product, 16 * kEps * size);
    EXPECT_GT(std::abs(values[static_cast<std::size_t>(q)] + product + 1e-9), 16 * kEps * size);  // control
  }
}

TEST(HermiteFeaturesTest, RejectsBadArguments) {
  EXPECT_THROW(HermiteFeatures(0, 2), std::invalid_argument);
  EXPECT_THROW(HermiteFeatures(3, -1), std::invalid_argument);
  EXPECT_THROW(HermiteFeatures(2000, 4), std::invalid_argument);
  const HermiteFeatures features(3, 2);
  EXPECT_THROW(features.Single(3, 1), std::invalid_argument);
  EXPECT_THROW(features.Single(0, 3), std::invalid_argument);
  EXPECT_THROW(features.Exponents(10), std::invalid_argument);
  EXPECT_EQ(MessageOf([&] { features.FirstOf(4); }), "HermiteFeatures::FirstOf: degree must be from 0 to 3, got 4");
}

}  // namespace
}  // namespace hadamard_ntk::gaussian
