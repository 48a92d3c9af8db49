#include "ntk/activations/arc_tangent.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <limits>

#include "ntk/lane_scalar.h"

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

// Counted: 1 eps of the library's function and 2 of the quotient and the products; tan takes it back.
TEST(ArcTangent, IsTheInverseOfTheTangent) {
  using C = std::complex<double>;
  EXPECT_EQ(ArcTangent(1.0, 1.0), std::atan(1.0));
  EXPECT_NEAR(std::tan(ArcTangent(0.75, 1.5)), 0.5, 3 * kEps);
  EXPECT_LE(std::abs(std::tan(ArcTangent(C(0.5, 0.25), C(1.0, 0.5))) - 0.5), 3 * kEps);
  EXPECT_GT(std::abs(std::tan(ArcTangent(0.75 + 8 * kEps, 1.5)) - 0.5), 3 * kEps);
}

// Counted: 3 eps of the polynomial and 1 of the library, relative.
TEST(ArcTangent, LanesAreNumbers) {
  using Lanes = LaneScalar<double>;
  for (const double y : {-3.0, -0.125, 1e-30, 0.4, 0.5, 2.0}) {
    const double exact = ArcTangent(y, 0.75), tolerance = 4 * kEps * std::abs(exact);
    const double error = std::abs(ArcTangent(Lanes(y), Lanes(0.75))[0] - exact);
    EXPECT_LE(error, tolerance) << y;
    EXPECT_GT(std::abs(ArcTangent(Lanes(y * (1 + 64 * kEps)), Lanes(0.75))[0] - exact), tolerance) << y;
  }
}

}  // namespace
}  // namespace hadamard_ntk::ntk
