#include "ntk/activation_moments.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "ntk/activations/erf.h"
#include "ntk/activations/leaky_relu.h"
#include "ntk/activations/plane_integral_testing.h"
#include "ntk/activations/polynomial.h"
#include "ntk/relu.h"

namespace hadamard_ntk::ntk {
namespace {

const double kEps = std::numeric_limits<double>::epsilon();

Preactivation<double> Example() { return {{0.75, 1.25, Correlation<double>::FromCosine(0.3)}, 2.5}; }

// sqrt(2) times the raw ReLU is the ReLU of unit second moment.
TEST(Activate, OfTheRawReluIsHalfThatOfRelu) {
  const Features<double> unit = Activate<Relu>(Example()), raw = Activate(LeakyRelu::RawRelu(), Example());
  EXPECT_NEAR(2 * raw.nngp(), unit.nngp(), 8 * kEps * unit.nngp());
  EXPECT_NEAR(2 * raw.ntk, unit.ntk, 8 * kEps * unit.ntk);
  EXPECT_NEAR(std::sqrt(2.0) * raw.mean_x, unit.mean_x, 8 * kEps);
  EXPECT_GT(std::abs(raw.nngp() - unit.nngp()), 8 * kEps);  // without the factor
}

TEST(Activate, MultipliesTheNtkByTheSlope) {
  const Preactivation<double> h = Example();
  const auto moments = Erf().Moments<double>(h.rms_x, h.rms_z, h.correlation);
  EXPECT_EQ(Activate(Erf(), h).ntk, moments.slope * h.ntk);
  EXPECT_EQ(Activate(Erf(), h).nngp(), moments.nngp());
}

// he_2(u) + relu(v), u and v independent: he_2 has a negative mean below norm 1, and a positive one above.
TEST(Activate, SumsTakeMeansOfAnySign) {
  const Preactivation<double> h = Example();
  const double p = h.rms_x, q = h.rms_z;
  const auto he_2 = [](double u) { return (u * u - 1) / std::sqrt(2.0); };
  const auto f = Activate(HermitePolynomial(2), h), g = Activate(LeakyRelu::RawRelu(), h);
  EXPECT_LT(f.mean_x, 0);
  EXPECT_GT(f.mean_z, 0);
  const double mean_x = (p * p - 1) / std::sqrt(2.0), mean_z = (q * q - 1) / std::sqrt(2.0);
  const double relu_x = p / std::sqrt(2 * std::numbers::pi), relu_z = q / std::sqrt(2 * std::numbers::pi);
  const double square = PlaneIntegral(he_2, p, p, 1) + p * p / 2 + 2 * mean_x * relu_x;
  const double inner = PlaneIntegral(he_2, p, q, 0.3) + g.nngp() + mean_x * relu_z + relu_x * mean_z;
  const Features<double> sum = Sum(f, g);
  EXPECT_NEAR(sum.rms_x * sum.rms_x, square, 1e3 * kEps);
  EXPECT_NEAR(sum.nngp(), inner, 1e3 * kEps);
  EXPECT_GT(std::abs(f.nngp() + g.nngp() - inner), 0.01);  // without the means
}

}  // namespace
}  // namespace hadamard_ntk::ntk
