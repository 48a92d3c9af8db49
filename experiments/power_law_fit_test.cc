#include "experiments/power_law_fit.h"

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

// log y = (0, 1, 0) at log x = (0, 1, 2): slope 0; residual variance (1/9 + 4/9 + 1/9) / 1 over sum of squares 2.
TEST(PowerLawFitTest, ErrorIsThatOfTheScatter) {
  const double e = std::exp(1.0);
  const PowerLawFit fit = FitPowerLaw(std::vector<double>{1, e, e * e}, std::vector<double>{1, e, 1});
  const double tolerance = 64 * std::numeric_limits<double>::epsilon();
  EXPECT_NEAR(fit.exponent, 0, tolerance);
  EXPECT_NEAR(fit.standard_error, std::sqrt(1.0 / 3), tolerance);
}

TEST(PowerLawFitTest, RefusesWhatIsNoPowerLaw) {
  EXPECT_THROW(FitPowerLaw(std::vector<double>{1, 2}, std::vector<double>{1, 2}), std::invalid_argument);
  EXPECT_THROW(FitPowerLaw(std::vector<double>{1, 2, 3}, std::vector<double>{1, 2}), std::invalid_argument);
  EXPECT_THROW(FitPowerLaw(std::vector<double>{1, 2, 3}, std::vector<double>{1, 0, 2}), std::invalid_argument);
  EXPECT_THROW(FitPowerLaw(std::vector<double>{2, 2, 2}, std::vector<double>{1, 3, 2}), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
