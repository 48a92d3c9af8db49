#include "ntk/activation_moments.h"

#include <gtest/gtest.h>

#include <limits>

#include "ntk/activations/erf.h"
#include "ntk/activations/leaky_relu.h"
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

// he_2 has a negative mean below norm 1, which Sum could not take.
TEST(Activate, RefusesANegativeMean) {
  EXPECT_THROW(Activate(HermitePolynomial(2), Example()), std::domain_error);
  Preactivation<double> h = Example();
  h.rms_x = 1;
  EXPECT_NO_THROW(Activate(HermitePolynomial(2), h));
}

}  // namespace
}  // namespace hadamard_ntk::ntk
