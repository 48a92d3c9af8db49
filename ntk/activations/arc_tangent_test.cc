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

// Counted: 3 eps of the polynomial and 1 of the library, relative; both roads to the arc tangent of a pair on the unit
// circle, and of one off it whose length is known.
TEST(ArcSine, LanesAreNumbers) {
  using Lanes = LaneScalar<double>;
  for (const double angle : {-1.5, -0.7, -1e-30, 0.4, 0.78, 0.79, 1.57}) {
    const double s = std::sin(angle), c = std::cos(angle), exact = ArcSine(s, c),
                 tolerance = 4 * kEps * std::abs(exact);
    EXPECT_EQ(exact, ArcTangent(s, c));
    EXPECT_EQ(exact, ArcTangent(4 * s, 4 * c, 0.25));
    EXPECT_LE(std::abs(ArcSine(Lanes(s), Lanes(c))[0] - exact), tolerance) << angle;
    EXPECT_LE(std::abs(ArcTangent(Lanes(4 * s), Lanes(4 * c), Lanes(0.25))[0] - exact), tolerance) << angle;
    const double other = std::sin(angle * (1 + 64 * kEps)), beside = std::cos(angle * (1 + 64 * kEps));
    EXPECT_GT(std::abs(ArcSine(Lanes(other), Lanes(beside))[0] - exact), tolerance) << angle;
  }
}

}  // namespace
}  // namespace hadamard_ntk::ntk
