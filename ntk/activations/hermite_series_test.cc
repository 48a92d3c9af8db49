#include "ntk/activations/hermite_series.h"

#include <gtest/gtest.h>

#include <limits>
#include <span>
#include <vector>

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
using Coefficients = std::span<const double>;

// phi = he_1 + he_2/2 at x, he_1 + he_2 at z: A = 5/4, B = 2, C = rho + rho^2/2.
TEST(HermiteSeries, IsTheSeries) {
  const std::vector<double> a = {0, 1, 0.5}, b = {0, 1, 1};
  for (const double rho : {-1.0, -0.25, 0.5, 1.0}) {
    const auto m =
        MomentsOfSeries<double, double>(Coefficients(a), Coefficients(b), Correlation<double>::FromCosine(rho));
    const double size = std::sqrt(2.5), value = rho + rho * rho / 2;
    EXPECT_NEAR(m.nngp(), value, 8 * kEps);
    EXPECT_NEAR(m.correlation.one_minus(), 1 - value / size, 8 * kEps);
    EXPECT_NEAR(m.correlation.one_plus(), 1 + value / size, 8 * kEps);
    EXPECT_NEAR((SumSeries<double, double>(Coefficients(a), Coefficients(b), rho)), value, 8 * kEps);
    EXPECT_GT(std::abs(m.nngp() - (rho + rho * rho)), 8 * kEps);  // he_2 twice as large
  }
}

// Coefficients e apart: gap = e^2 |a|^2 sin^2(angle of a and the step)/2 to first order; equal ones have none.
TEST(HermiteSeries, GapIsTheSquareOfTheStep) {
  const auto equal = Correlation<double>::Equal();
  const std::vector<double> a = {0, 1, 1};
  for (const double e : {0x1p-20, 0x1p-40}) {
    const std::vector<double> b = {0, 1 + e, 1 - e};  // the step is orthogonal to a
    const auto m = MomentsOfSeries<double, double>(Coefficients(a), Coefficients(b), equal);
    EXPECT_NEAR(m.correlation.one_minus(), e * e / 2, e * e * (e * e + 8 * kEps));
    if (e < 0x1p-30) {
      EXPECT_GT(std::abs(1 - m.nngp() / (m.rms_x * m.rms_z) - e * e / 2), e * e * 8 * kEps);  // by subtraction
    }
  }
  EXPECT_EQ((MomentsOfSeries<double, double>(Coefficients(a), Coefficients(a), equal).correlation.one_minus()), 0);
}

// What one of them does not have is 0, and counts in the rms of the other.
TEST(HermiteSeries, MayHaveDifferentLengths) {
  const std::vector<double> a = {1, 2}, b = {1, 2, 3}, padded = {1, 2, 0};
  const auto c = Correlation<double>::FromCosine(0.25);
  const auto m = MomentsOfSeries<double, double>(Coefficients(a), Coefficients(b), c);
  const auto n = MomentsOfSeries<double, double>(Coefficients(padded), Coefficients(b), c);
  const auto o = MomentsOfSeries<double, double>(Coefficients(b), Coefficients(a), c);
  EXPECT_EQ(m.rms_z, n.rms_z);
  EXPECT_EQ(m.correlation.one_minus(), n.correlation.one_minus());
  EXPECT_NEAR(o.correlation.one_minus(), n.correlation.one_minus(), 8 * kEps);
  EXPECT_EQ(m.nngp(), n.nngp());
}

}  // namespace
}  // namespace hadamard_ntk::ntk
