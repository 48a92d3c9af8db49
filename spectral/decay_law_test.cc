#include "spectral/decay_law.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "spectral/chord_kernel_testing.h"
#include "spectral/reference_kernels_testing.h"

namespace hadamard_ntk::spectral {
namespace {

template <class Kernel>
DecayLaws Laws(const Kernel& kernel, int d) {
  return PredictDecay(AngleKernel::From(kernel), d);
}

// By hand: K = 2 (N + 1) - (2 N / pi) theta + O(theta^2) at 0.
TEST(DecayLawTest, SingularityOfPolynomialNets) {
  for (const int degree : {1, 2, 3, 5, 20}) {
    const DecayLaws laws = Laws(PolynomialNetKernel{degree}, 2);
    EXPECT_EQ(laws.at_zero.power, 1);
    EXPECT_LE(std::abs(laws.at_zero.coefficient + 2 * degree / std::numbers::pi), laws.at_zero.error) << degree;
    EXPECT_LE(laws.at_zero.error, 1e-12 * degree);
    // Control: the slope of a net of one degree more is seen.
    EXPECT_GT(std::abs(laws.at_zero.coefficient + 2 * (degree + 1) / std::numbers::pi), 0.1);
    if (degree % 2 == 0) {
      EXPECT_EQ(laws.at_pi.coefficient, 0) << degree;
    }
  }
}

// By hand: every layer l adds K_{l-1}(1) / pi = l / pi to the slope: -depth (depth - 1) / (2 pi).
TEST(DecayLawTest, SingularityOfFullyConnectedNets) {
  for (const int depth : {2, 3, 4, 5}) {
    const DecayLaws laws = Laws(FullyConnectedKernel{depth}, 2);
    EXPECT_EQ(laws.at_zero.power, 1);
    EXPECT_LE(std::abs(laws.at_zero.coefficient + depth * (depth - 1) / (2 * std::numbers::pi)), laws.at_zero.error)
        << depth;
    EXPECT_EQ(laws.at_pi.power, 1);
  }
}

// The constant against the closed form of the chord kernels, where mu_k k^{d+n} tends to a ratio of Gamma functions.
TEST(DecayLawTest, ConstantMatchesTheClosedForm) {
  for (const int n : {1, 3}) {
    for (const int d : {1, 2, 3, 9, 50}) {
      const ChordKernel kernel{n};
      const DecayLaws laws = Laws(kernel, d);
      EXPECT_EQ(laws.even.exponent, d + n);
      EXPECT_EQ(laws.at_pi.coefficient, 0);
      const int k = 100000;
      const double exact = static_cast<double>(kernel.Mu<Real50>(d, k));
      // Asymptotic: the next term is of relative order (d + n)^3 / k^2; and the stated error.
      const double tolerance =
          std::pow(d + n, 3) / (24.0 * k * k) + laws.even.error / std::abs(laws.even.constant) + 1e-13 * d;
      EXPECT_LE(std::abs(laws.even(k) / exact - 1), tolerance) << "n = " << n << ", d = " << d;
      EXPECT_LE(std::abs(laws.odd(k) / exact - 1), tolerance) << "n = " << n << ", d = " << d;
    }
  }
}

TEST(DecayLawTest, SpectraFollowTheLawToSecondOrder) {
  for (const int d : {2, 9}) {
    const PolynomialNetKernel kernel{3};
    const DecayLaws laws = Laws(kernel, d);
    const MercerSpectrum spectrum = ComputeMercerSpectrum(AngleKernel::From(kernel), d, 40000);
    const auto deviation = [&](int k) { return spectrum[k].mu / (k % 2 == 0 ? laws.even : laws.odd)(k)-1; };
    for (const int k : {2500, 10000}) {
      // Asymptotic: O(k^-2), so a factor of 16 for each fourfold k, within a tenth.
      EXPECT_LE(std::abs(deviation(k) / deviation(4 * k) / 16 - 1), 0.1) << "d = " << d << ", k = " << k;
      EXPECT_LE(std::abs(deviation(k + 1) / deviation(k) - 1), 0.1) << "d = " << d << ", k = " << k;
    }
  }
}

TEST(DecayLawTest, TwoLayerNetHasNoLawForOddDegrees) {
  const DecayLaws laws = Laws(PolynomialNetKernel{1}, 3);
  EXPECT_EQ(laws.odd.constant, 0);
  EXPECT_GT(laws.even.constant, 0);
  // Both ends are equal: twice the constant of a net that is singular at one end alone, per slope.
  const DecayLaws other = Laws(PolynomialNetKernel{2}, 3);
  EXPECT_LE(std::abs(laws.even.constant / other.even.constant - 1), 1e-11);
}

TEST(DecayLawTest, FitFindsTheExponent) {
  const PolynomialNetKernel kernel{2};
  const MercerSpectrum spectrum = ComputeMercerSpectrum(AngleKernel::From(kernel), 3, 8000);
  for (const int parity : {0, 1}) {
    const DecayFit fit = FitDecay(spectrum, 2000, 8000, parity);
    EXPECT_EQ(fit.count, parity == 0 ? 3001 : 3000);
    // Asymptotic: the law's next term is O(k^-2) at the window's low end.
    EXPECT_LE(std::abs(fit.exponent - 4), 20.0 / (2000.0 * 2000.0) + 5 * fit.exponent_error) << parity;
    // Control: the paper's exponent d/2 is far away.
    EXPECT_GT(std::abs(fit.exponent - 1.5), 100 * fit.exponent_error);
  }
  EXPECT_THROW(FitDecay(spectrum, 10, 10, 0), std::invalid_argument);
  EXPECT_THROW(FitDecay(spectrum, 10, 9000, 0), std::invalid_argument);
  EXPECT_THROW(FitDecay(spectrum, 10, 100, 2), std::invalid_argument);
  EXPECT_THROW(FitDecay(ComputeMercerSpectrum(AngleKernel::From(PolynomialNetKernel{1}), 2, 100), 3, 99, 1),
               std::domain_error);
}

TEST(DecayLawTest, RejectsBadArguments) {
  EXPECT_THROW(PredictDecay({}, 2), std::invalid_argument);
  EXPECT_THROW(Laws(PolynomialNetKernel{2}, 0), std::invalid_argument);
  // |Im K| ~ s^2 at 0: an even power cannot come from a kernel that is real on the sphere.
  AngleKernel even_power;
  even_power.complex = [](const std::complex<double>& t) { return std::complex<double>(1, t.imag() * t.imag()); };
  EXPECT_THROW(PredictDecay(even_power, 2), std::domain_error);
}

}  // namespace
}  // namespace hadamard_ntk::spectral
