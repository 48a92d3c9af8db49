#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "ntk/correlation.h"
#include "ntk/polynomial_net.h"

namespace {

using hadamard_ntk::ntk::Correlation;
using hadamard_ntk::ntk::PolynomialNet;

TEST(NetworkKernel, OfEqualPointsIsTwiceDegreePlusOne) {
  const int degree = 3;
  const auto kernel = PolynomialNet(degree)(1.0, 1.0, Correlation<double>::Equal());
  // The documented error of the library: (4 + N/2) eps relative.
  const double bound = (4 + degree / 2.0) * std::numeric_limits<double>::epsilon();
  EXPECT_NEAR(kernel.nngp, 2.0, 2.0 * bound);
  EXPECT_NEAR(kernel.ntk, 2.0 * (degree + 1), 2.0 * (degree + 1) * bound);
}

TEST(NetworkKernel, OfOppositePointsVanishes) {
  const auto kernel = PolynomialNet(3)(1.0, 1.0, Correlation<double>::FromSupplement(0.0));
  EXPECT_EQ(kernel.nngp, 0.0);
  EXPECT_EQ(kernel.ntk, 0.0);
}

TEST(NetworkKernel, RefusesDegreeZero) { EXPECT_THROW(PolynomialNet(0), std::invalid_argument); }

}  // namespace
