#include "pde/ridge_spectrum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace hadamard_ntk::pde {
namespace {

// v = exp(cos a) sin(b - 1) + 2 at arbitrary points of three dimensions; the other sign of a ridge is another function.
TEST(RidgeSpectrumTest, IsTheFunction) {
  constexpr int kPoints = 32;
  const auto v = [](double a, double b) { return std::exp(std::cos(a)) * std::sin(b - 1) + 2; };
  Eigen::VectorXd values(kPoints * kPoints);
  for (int i = 0; i < kPoints * kPoints; ++i) {
    const double h = 2 * std::numbers::pi / kPoints;
    values[i] = v(h * (i / kPoints), h * (i % kPoints));
  }
  const TrigonometricSum sum = RidgeSpectrum({{1, 1, 0}, {0, -1, 2}}, kPoints, values);
  const TrigonometricSum other = RidgeSpectrum({{1, 1, 0}, {0, 1, -2}}, kPoints, values);
  for (const std::vector<double>& x : {std::vector<double>{0.1, 2, -1}, {3, 0.7, 5}}) {
    const double exact = v(x[0] + x[1], 2 * x[2] - x[1]);
    EXPECT_NEAR(sum(x), exact, 1e-13 * 5);
    EXPECT_GT(std::abs(other(x) - exact), 1e-3);
  }
}

TEST(RidgeSpectrumTest, Refuses) {
  EXPECT_THROW(RidgeSpectrum({}, 8, Eigen::VectorXd::Ones(1)), std::invalid_argument);
  EXPECT_THROW(RidgeSpectrum({{1, 0}}, 8, Eigen::VectorXd::Ones(9)), std::invalid_argument);
  EXPECT_THROW(RidgeSpectrum({{1, 0}, {1}}, 8, Eigen::VectorXd::Ones(64)), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::pde
