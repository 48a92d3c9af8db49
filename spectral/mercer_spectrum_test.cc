#include "spectral/mercer_spectrum.h"

#include <gtest/gtest.h>

#include <boost/math/special_functions/bessel.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "linalg/thrown_testing.h"
#include "spectral/chord_kernel_testing.h"
#include "spectral/multiplicity.h"
#include "spectral/reference_kernels_testing.h"
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
// The nearer the left cut, the higher the switch: e^{-2 b k} must be nothing beside mu_k.
TEST(MercerSpectrumTest, SmallBiasesAreServedByAHigherSwitch) {
  int previous = 0;
  for (const double bias : {0.5, 0.1, 0.05, 0.02}) {
    const BiasedTwoLayerKernel kernel{bias};
    const MercerSpectrum spectrum = Spectrum(kernel, 2, 100000);
    int first = 0;
    while (spectrum[first].road == Eigenvalue::Road::kTheta) ++first;
    EXPECT_GT(first, previous) << bias;
    previous = first;
    for (const Eigenvalue& eigenvalue : spectrum.eigenvalues()) {
      EXPECT_GT(eigenvalue.mu, 0) << bias << ", k = " << eigenvalue.k;
      EXPECT_LE(eigenvalue.RelativeError(), kPromise) << bias << ", k = " << eigenvalue.k;
    }
    // Beyond the switch, by a rule that the engine did not use.
    constexpr int kMax = 1000;
    const auto reference = ThetaQuadrature<Real50>(kernel, 2, kMax, 900);
    for (int k = 0; k <= kMax; ++k) {
      const double exact = static_cast<double>(reference.mu[static_cast<std::size_t>(k)]);
      EXPECT_LE(std::abs(spectrum[k].mu - exact), spectrum[k].error + kEps * std::abs(exact)) << bias << ", k = " << k;
    }
  }
  EXPECT_GT(previous, 500);
}

// chord / 10^290 has eigenvalues among the subnormal numbers, and below them, on both roads.
TEST(MercerSpectrumTest, BoundsHoldAmongSubnormalNumbersAndBelow) {
  const ChordKernel chord{1};
  const auto tiny = [&chord]<class T>(const T& theta) { return T(chord(theta) * T(1e-290)); };
  const double smallest = std::numeric_limits<double>::denorm_min();
  int subnormal = 0, vanishing = 0;
  for (const auto& [d, k_max] : {std::pair(5, 3000), std::pair(9, 3000), std::pair(31, 200)}) {
    const MercerSpectrum spectrum = Spectrum(tiny, d, k_max);
    for (int k = 1; k <= k_max; k += k < 60 ? 1 : 49) {
      const Eigenvalue& own = spectrum[k];
      const Real50 exact = chord.Mu<Real50>(d, k) * Real50(1e-290);
      EXPECT_LE(abs(Real50(Real50(own.mu) - exact)), Real50(own.error)) << d << ", k = " << k;
      EXPECT_GE(own.error, smallest);
      EXPECT_TRUE(own.mu == 0 || std::abs(own.mu) > own.error) << d << ", k = " << k;
      EXPECT_FALSE(std::isnan(own.RelativeError()));
      subnormal += own.mu != 0 && !std::isnormal(own.mu);
      vanishing += own.mu == 0;
      if (spectrum.HasLocalSlope(k)) {
        EXPECT_TRUE(std::isfinite(spectrum.LocalSlope(k).error)) << d << ", k = " << k;
      }
    }
  }
  EXPECT_GE(subnormal, 20);
  EXPECT_GE(vanishing, 20);
}

// The eigenvalue of the header's promise at the edge of double: its neighbour in the table is a subnormal spacing away.
TEST(MercerSpectrumTest, SubnormalEigenvalueOfAPolynomialNet) {
  const MercerSpectrum spectrum = Spectrum(PolynomialNetKernel{3}, 101, 44002);
  EXPECT_LE(std::abs(spectrum[44000].mu - 1.48090697951e-315), spectrum[44000].error);
  EXPECT_GE(spectrum[44000].error, std::numeric_limits<double>::denorm_min());
  EXPECT_LE(spectrum[44000].RelativeError(), 1e-5);
  EXPECT_TRUE(spectrum.HasLocalSlope(44000));
}

// A planted spectrum k^-3: the slope is exact within its bound, however small the eigenvalues, and absent where an
// eigenvalue is not above its error.
TEST(MercerSpectrumTest, LocalSlopeOfPlantedSpectra) {
  for (const double scale : {1.0, 1e-300, 1e-312}) {
    std::vector<Eigenvalue> planted;
    for (int k = 0; k <= 100; ++k) {
      const double mu = k == 0 ? scale : scale / (double(k) * k * k);
      planted.push_back({k, mu, 4 * kEps * mu + std::numeric_limits<double>::denorm_min()});
    }
    planted[60].error = planted[60].mu;
    const MercerSpectrum spectrum(1, 10 * scale, planted);
    int slopes = 0;
    for (int k = 3; k <= 98; ++k) {
      if (!spectrum.HasLocalSlope(k)) continue;
      ++slopes;
      const auto slope = spectrum.LocalSlope(k);
      EXPECT_LE(std::abs(slope.value + 3), slope.error) << scale << ", k = " << k;
    }
    EXPECT_EQ(slopes, 94) << scale;
    EXPECT_FALSE(spectrum.HasLocalSlope(58));
    EXPECT_FALSE(spectrum.HasLocalSlope(62));
  }
}

TEST(MercerSpectrumTest, CumulativeMassIsAShare) {
  for (int d = 1; d <= 40; ++d) {
    for (const auto& entry : Spectrum([]<class T>(const T& theta) { return T(cos(theta)); }, d, 5).Sorted()) {
      EXPECT_LE(entry.cumulative_mass, 1) << d;
    }
  }
}

TEST(MercerSpectrumTest, ErrorsSayWhyLargeDegreesAreRefused) {
  const auto why = [](const auto& kernel) {
    return MessageOf<std::domain_error>([&] { Spectrum(kernel, 2, 100000); });
  };
  EXPECT_NE(why([](double theta) { return theta; }).find("and the kernel takes no complex angle"), std::string::npos);
  EXPECT_NE(why([]<class T>(const T& theta) { return T(cos(theta)); }).find("and the kernel has no discontinuity"),
            std::string::npos);
  EXPECT_NE(why(BiasedTwoLayerKernel{0.002}).find("and its bound is nowhere small enough"), std::string::npos)
      << why(BiasedTwoLayerKernel{0.002});
}

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
