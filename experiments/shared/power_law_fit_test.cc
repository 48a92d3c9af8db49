#include "experiments/shared/power_law_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace hadamard_ntk::experiments {
namespace {

TEST(PowerLawFitTest, ExactPowerIsFoundToRounding) {
  const std::vector<double> x = {1, 2, 4, 8, 16};
  std::vector<double> y;
  for (const double v : x) y.push_back(3 * std::pow(v, -1.5));
  const PowerLawFit fit = FitPowerLaw(x, y);
  // Counted: logarithms of at most 4.2 over a spread of 1, each with two roundings.
  const double tolerance = 64 * std::numeric_limits<double>::epsilon();
  EXPECT_NEAR(fit.exponent, -1.5, tolerance);
  EXPECT_NEAR(fit.constant, 3, 3 * tolerance);
  EXPECT_LE(fit.standard_error, tolerance);
  EXPECT_EQ(fit.points, 5u);
}

TEST(PowerLawExponentTest, TwoPointsAreEnough) {
  EXPECT_NEAR(PowerLawExponent(std::vector<double>{16, 32}, std::vector<double>{3, 12}), 2,
              64 * std::numeric_limits<double>::epsilon());
  EXPECT_THROW(PowerLawExponent(std::vector<double>{1}, std::vector<double>{1}), std::invalid_argument);
}

// log y = (0, 1, 0) at log x = (0, 1, 2): slope 0; residual variance (1/9 + 4/9 + 1/9) / 1 over sum of squares 2.
TEST(PowerLawFitTest, ErrorIsThatOfTheScatter) {
  const double e = std::exp(1.0);
  const PowerLawFit fit = FitPowerLaw(std::vector<double>{1, e, e * e}, std::vector<double>{1, e, 1});
  const double tolerance = 64 * std::numeric_limits<double>::epsilon();
  EXPECT_NEAR(fit.exponent, 0, tolerance);
  EXPECT_NEAR(fit.standard_error, std::sqrt(1.0 / 3), tolerance);
}

// y = 3 x^-1.5 with residuals (1, -2, 1, 0) of the logarithm, orthogonal to a line: in reverse order (0, 1, -2, 1) at
// log x = 0, 1, 2, 3 their slope is (1 (-1/2) - 2 (1/2) + 1 (3/2)) / 5 = 0, and so is that of the law itself.
TEST(PowerLawFitTest, APlantedLawHasItsExponentAndTheScatter) {
  const double e = std::exp(1.0);
  const std::vector<double> x = {1, e, e * e, e * e * e}, residuals = {1, -2, 1, 0};
  std::vector<double> y;
  for (std::size_t i = 0; i < x.size(); ++i) y.push_back(3 * std::pow(x[i], -1.5) * std::exp(residuals[i]));
  const double tolerance = 64 * std::numeric_limits<double>::epsilon();
  const PowerLawFit own = FitPowerLaw(x, y), planted = FitPlantedLaw(x, y, -0.5);
  EXPECT_NEAR(own.exponent, -1.5, tolerance);
  EXPECT_NEAR(planted.exponent, -0.5, tolerance);
  EXPECT_NEAR(planted.standard_error, own.standard_error, tolerance);
}

TEST(PowerLawFitTest, RefusesWhatIsNoPowerLaw) {
  EXPECT_THROW(FitPowerLaw(std::vector<double>{1, 2}, std::vector<double>{1, 2}), std::invalid_argument);
  EXPECT_THROW(FitPowerLaw(std::vector<double>{1, 2, 3}, std::vector<double>{1, 2}), std::invalid_argument);
  EXPECT_THROW(FitPowerLaw(std::vector<double>{1, 2, 3}, std::vector<double>{1, 0, 2}), std::invalid_argument);
  EXPECT_THROW(FitPowerLaw(std::vector<double>{2, 2, 2}, std::vector<double>{1, 3, 2}), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
