#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "spectral/angle_kernel.h"
#include "spectral/mercer_spectrum.h"

namespace {

using hadamard_ntk::spectral::AngleKernel;
using hadamard_ntk::spectral::ComputeMercerSpectrum;

// K = exp(cos(theta) - 1). On S^2, mu_k = i_k(1) / e with the modified spherical Bessel function i_k.
constexpr auto kKernel = []<class T>(const T& theta) -> T {
  using std::cos, std::exp;
  return exp(cos(theta) - T(1));
};

TEST(SphereSpectrum, IsTheBesselFunctions) {
  const auto spectrum = ComputeMercerSpectrum(AngleKernel::From(kKernel), 2, 20);
  const double eps = std::numeric_limits<double>::epsilon();
  // i_0(1) = sinh 1, i_1(1) = cosh 1 - sinh 1 = 1/e. Three roundings, besides the error that the library states.
  const double mu_0 = std::sinh(1.0) / std::exp(1.0);
  const double mu_1 = std::exp(-2.0);
  EXPECT_NEAR(spectrum[0].mu, mu_0, spectrum[0].error + 3 * eps * mu_0);
  EXPECT_NEAR(spectrum[1].mu, mu_1, spectrum[1].error + 3 * eps * mu_1);
  // i_{k+1} = i_{k-1} - (2k + 1) i_k, without the cancellation: i_{k-1} = i_{k+1} + (2k + 1) i_k.
  for (int k = 1; k < 20; ++k) {
    const double sum = spectrum[k + 1].mu + (2 * k + 1) * spectrum[k].mu;
    const double error = spectrum[k - 1].error + spectrum[k + 1].error + (2 * k + 1) * spectrum[k].error;
    EXPECT_NEAR(spectrum[k - 1].mu, sum, error + 3 * eps * sum) << k;
    EXPECT_LT(spectrum[k].RelativeError(), 4 * eps) << k;
  }
}

TEST(SphereSpectrum, RefusesDimensionZero) {
  EXPECT_THROW(ComputeMercerSpectrum(AngleKernel::From(kKernel), 0, 20), std::invalid_argument);
}

}  // namespace
