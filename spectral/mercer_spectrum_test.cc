#include "spectral/mercer_spectrum.h"

#include <gtest/gtest.h>

#include <boost/math/special_functions/bessel.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "spectral/chord_kernel.h"
#include "spectral/multiplicity.h"
#include "spectral/reference_kernels.h"
#include "spectral/theta_quadrature.h"

namespace hadamard_ntk::spectral {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
// The promise of the header for network kernels.
constexpr double kPromise = 1e-12;

template <class Kernel>
MercerSpectrum Spectrum(const Kernel& kernel, int d, int k_max) {
  return ComputeMercerSpectrum(AngleKernel::From(kernel), d, k_max);
}

TEST(MercerSpectrumTest, ChordKernelMatchesTheClosedFormAtAllDegrees) {
  const ChordKernel kernel{1};
  for (const int d : {1, 2, 3, 9, 31, 50}) {
    const MercerSpectrum spectrum = Spectrum(kernel, d, 100000);
    ASSERT_EQ(spectrum.k_max(), 100000);
    for (const int k : {0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 99, 100, 1000, 31415, 100000}) {
      const double exact = static_cast<double>(kernel.Mu<Real50>(d, k));
      EXPECT_LE(std::abs(spectrum[k].mu - exact), spectrum[k].error + kEps * std::abs(exact))
          << "d = " << d << ", k = " << k;
      EXPECT_LE(spectrum[k].RelativeError(), kPromise) << "d = " << d << ", k = " << k;
    }
  }
}

// The bound is kept by construction; here it is held against 120-digit quadrature, a precision the engine did not use.
template <class Kernel>
void ExpectKeepsThePromise(const Kernel& kernel, int d, bool odd_vanish, const std::string& name) {
  constexpr int kMax = 20000;
  constexpr int kCompared = 60;
  const MercerSpectrum spectrum = Spectrum(kernel, d, kMax);
  int nonzero = 0;
  for (const Eigenvalue& eigenvalue : spectrum.eigenvalues()) {
    const bool vanishes = odd_vanish && eigenvalue.k % 2 == 1 && eigenvalue.k >= 3;
    EXPECT_EQ(eigenvalue.mu == 0, vanishes) << name << ", k = " << eigenvalue.k;
    if (eigenvalue.mu == 0) continue;
    ++nonzero;
    EXPECT_GT(eigenvalue.mu, 0) << name << ", k = " << eigenvalue.k;
    EXPECT_LE(eigenvalue.RelativeError(), kPromise) << name << ", k = " << eigenvalue.k;
  }
  EXPECT_EQ(nonzero, odd_vanish ? kMax / 2 + 2 : kMax + 1) << name;
  const auto reference = ThetaQuadrature<Real120>(kernel, d, kCompared, 256);
  for (int k = 0; k <= kCompared; ++k) {
    const double exact = static_cast<double>(reference.mu[static_cast<std::size_t>(k)]);
    EXPECT_LE(std::abs(spectrum[k].mu - exact), spectrum[k].error + kEps * std::abs(exact)) << name << ", k = " << k;
  }
}

TEST(MercerSpectrumTest, PolynomialNetsKeepThePromise) {
  for (const int degree : {1, 2, 3, 7, 20}) {
    for (const int d : {1, 2, 9, 50}) {
      ExpectKeepsThePromise(PolynomialNetKernel{degree}, d, degree == 1,
                            "degree " + std::to_string(degree) + ", d = " + std::to_string(d));
    }
  }
}

TEST(MercerSpectrumTest, FullyConnectedNetsKeepThePromise) {
  for (const int depth : {2, 3, 5}) {
    for (const int d : {1, 2, 9, 50}) {
      ExpectKeepsThePromise(FullyConnectedKernel{depth}, d, depth == 2,
                            "depth " + std::to_string(depth) + ", d = " + std::to_string(d));
    }
  }
}

TEST(MercerSpectrumTest, VanishingEigenvaluesCarryABoundBelowTheirNeighbours) {
  const MercerSpectrum spectrum = Spectrum(PolynomialNetKernel{1}, 3, 1001);
  const std::vector<int> zeros = spectrum.Zeros();
  ASSERT_EQ(zeros.size(), 500u);
  EXPECT_EQ(zeros.front(), 3);
  for (const int k : zeros) {
    EXPECT_GT(spectrum[k].error, 0);
    EXPECT_LT(spectrum[k].error, 1e-12 * spectrum[k - 1].mu);
    EXPECT_TRUE(std::isinf(spectrum[k].RelativeError()));
  }
}

// exp(<x, z>): no discontinuity, so the quadrature road for all k, in 120 digits: mu_k = Gamma(lambda+1) 2^lambda
// I_{k+lambda}(1), down to 1e-100.
TEST(MercerSpectrumTest, EntireKernelTakesTheQuadratureRoad) {
  const auto kernel = []<class T>(const T& theta) {
    using std::cos, std::exp;
    return T(exp(T(cos(theta))));
  };
  const int d = 3;
  const MercerSpectrum spectrum = Spectrum(kernel, d, 80);
  for (int k = 0; k <= 55; ++k) {
    const Real50 exact = Real50(2) * boost::math::cyl_bessel_i(Real50(k + 1), Real50(1));
    EXPECT_EQ(spectrum[k].road, Eigenvalue::Road::kTheta);
    EXPECT_LE(abs(Real50(spectrum[k].mu / exact - 1)), Real50(2 * kEps)) << k;
    EXPECT_LE(spectrum[k].RelativeError(), 2 * kEps) << k;
  }
  // Beyond 120 digits: zero with a bound.
  EXPECT_EQ(spectrum[80].mu, 0);
  EXPECT_GT(spectrum[80].error, 0);
  EXPECT_LT(spectrum[80].error, 1e-115);
  EXPECT_THROW(Spectrum(kernel, d, kThetaRoadLimit + 1), std::domain_error);
}

TEST(MercerSpectrumTest, KernelOfDoubleAloneGetsHonestErrors) {
  const PolynomialNetKernel kernel{2};
  const MercerSpectrum plain = Spectrum([&kernel](double theta) { return kernel(theta); }, 2, 60);
  const MercerSpectrum full = Spectrum(kernel, 2, 60);
  for (int k = 0; k <= 60; ++k) {
    EXPECT_LE(std::abs(plain[k].mu - full[k].mu), plain[k].error + full[k].error) << k;
  }
  EXPECT_GT(plain[60].RelativeError(), 1e-12);
}

TEST(MercerSpectrumTest, MassesAddUpToTheTrace) {
  for (const int d : {1, 2, 9}) {
    const MercerSpectrum spectrum = Spectrum(PolynomialNetKernel{3}, d, 2000);
    EXPECT_DOUBLE_EQ(spectrum.trace(), 8);
    double sum = 0;
    for (int k = 0; k <= 2000; ++k) sum += spectrum.Mass(k);
    const auto above = spectrum.MassAbove(2000);
    EXPECT_LE(std::abs(sum + above.value - 8), above.error + 2000 * kEps * 8);
    // What is left is the tail of the law mu_k F(d,k) ~ k^-2: it halves when k doubles.  Asymptotic: O(1/k).
    EXPECT_LE(std::abs(spectrum.MassAbove(1000).value / above.value - 2), 2 * d * d / 1000.0) << d;
  }
}

TEST(MercerSpectrumTest, ReconstructionStaysWithinItsBound) {
  for (const int d : {1, 2, 9}) {
    const PolynomialNetKernel kernel{2};
    const MercerSpectrum spectrum = Spectrum(kernel, d, 500);
    for (const double theta : {0.0, 1e-6, 0.3, 1.5, 3.0, 3.14159}) {
      const auto value = spectrum.Reconstruct(theta);
      EXPECT_LE(std::abs(value.value - kernel(theta)), value.error) << "d = " << d << ", theta = " << theta;
      EXPECT_LE(value.error, 0.02);
    }
    // Control: at theta = 0 the bound is attained, so a tenth less of it would fail.
    const auto at_zero = spectrum.Reconstruct(0);
    EXPECT_GT(std::abs(at_zero.value - kernel(0.0)), 0.9 * at_zero.error);
  }
}

TEST(MercerSpectrumTest, SortedSpectrumCountsMultiplicities) {
  const MercerSpectrum spectrum = Spectrum(PolynomialNetKernel{1}, 2, 51);
  const auto sorted = spectrum.Sorted();
  ASSERT_EQ(sorted.size(), 2u + 25u);  // k = 1 and the even ones
  double count = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0) {
      EXPECT_GE(sorted[i - 1].mu, sorted[i].mu);
    }
    count += Multiplicity(2, sorted[i].k);
    EXPECT_EQ(sorted[i].cumulative_count, count);
  }
  EXPECT_LE(
      std::abs(sorted.back().cumulative_mass * spectrum.trace() + spectrum.MassAbove(51).value - spectrum.trace()),
      100 * kEps);
}

TEST(MercerSpectrumTest, LocalSlopeOfTheTriangleWaveIsMinusTwo) {
  const auto triangle = []<class T>(const T& theta) { return T(ReferencePi<T>() - theta); };
  const MercerSpectrum spectrum = Spectrum(triangle, 1, 2001);
  for (const int k : {5, 101, 1999}) {
    ASSERT_TRUE(spectrum.HasLocalSlope(k));
    const auto slope = spectrum.LocalSlope(k);
    EXPECT_LE(std::abs(slope.value + 2), slope.error) << k;
    EXPECT_LE(slope.error, k * 1e-14) << k;
  }
  EXPECT_FALSE(spectrum.HasLocalSlope(2));
  EXPECT_FALSE(spectrum.HasLocalSlope(100));  // even eigenvalues vanish
  EXPECT_FALSE(spectrum.HasLocalSlope(2000));
  EXPECT_THROW(spectrum.LocalSlope(100), std::domain_error);
}

TEST(MercerSpectrumTest, SeesAKernelThatIsNotPositiveDefinite) {
  const auto negative = []<class T>(const T& theta) {
    using std::cos;
    return T(T(1) - cos(theta));
  };
  EXPECT_THROW(Spectrum(negative, 2, 10).RequirePositiveDefinite(), std::domain_error);
  EXPECT_NO_THROW(Spectrum(PolynomialNetKernel{1}, 2, 10).RequirePositiveDefinite());
}

TEST(MercerSpectrumTest, RejectsBadArguments) {
  EXPECT_THROW(Spectrum(PolynomialNetKernel{1}, 0, 10), std::invalid_argument);
  EXPECT_THROW(Spectrum(PolynomialNetKernel{1}, 2, -1), std::invalid_argument);
  EXPECT_THROW(ComputeMercerSpectrum({}, 2, 3), std::invalid_argument);
  // A step in theta: no quadrature rule converges.
  EXPECT_THROW(Spectrum([](double theta) { return theta < 1 ? 1.0 : 0.0; }, 2, 10), std::domain_error);
  EXPECT_THROW(Spectrum([](double) { return std::numeric_limits<double>::infinity(); }, 2, 10), std::domain_error);
}

}  // namespace
}  // namespace hadamard_ntk::spectral
