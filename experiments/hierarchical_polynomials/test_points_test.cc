#include "experiments/hierarchical_polynomials/test_points.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "gaussian/hierarchical_polynomial.h"

namespace hadamard_ntk::experiments::hierarchical {
namespace {

// The normal equations of 1, h^2, h p, p^2, whose condition number is about 1e5.
constexpr double kConditioned = 1e6 * std::numeric_limits<double>::epsilon();

// z^3 at k = 2, balanced: E h^2 = E p^6, E h p = E p^4; a p has 1 - a (2 E p^4 - a) / E p^6.
TEST(TestPointsTest, MultiplesOfTheFeatureAreExact) {
  const gaussian::SpreadFeature p = Feature(2, "balanced", 8, 0);
  const double mean_square = gaussian::FeatureMoment(p, 6).Value(), along_p = gaussian::FeatureMoment(p, 4).Value();
  const Samples samples = Draw(p, Outers()[0], {3, models::Purpose::kData, 0}, 0, 500);
  const TestPoints points(samples, mean_square, along_p);
  for (const double a : {0.0, 1.0, along_p}) {
    const double exact = 1 - a * (2 * along_p - a) / mean_square;
    EXPECT_NEAR(points.RelativeError(a * samples.p), exact, kConditioned) << a;
    const double plain = (a * samples.p - samples.h).squaredNorm() / 500 / mean_square;
    EXPECT_GT(std::abs(plain - exact), 1e-3) << "the plain mean would do as well";
  }
  EXPECT_NEAR(points.RelativeError(along_p * samples.p), 0.55, kConditioned);
  EXPECT_EQ(points.RelativeError(samples.h), 0);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::hierarchical
