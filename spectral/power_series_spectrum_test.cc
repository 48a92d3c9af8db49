#include "spectral/power_series_spectrum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "spectral/angle_kernel.h"
#include "spectral/multiplicity.h"

namespace hadamard_ntk::spectral {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

/// e^{a t}, the terms given with the rounding of their own.
PowerSeries Exponential(int terms, double a = 1) {
  PowerSeries series;
  double b = 1;
  for (int n = 0; n < terms; ++n) {
    series.coefficients.push_back(b);
    series.errors.push_back(n * kEps * b);
    b *= a / (n + 1);
  }
  series.rest = b * std::exp(a) * (1 + terms * kEps);
  return series;
}

/// e^{cos(theta)}.
struct ExponentialOfCosine {
  template <class T>
  T operator()(const T& theta) const {
    using std::cos, std::exp;
    return exp(T(cos(theta)));
  }
};

// The same kernel by quadrature in theta, with 50 and 120 digits.
TEST(PowerSeriesSpectrum, IsThatOfQuadrature) {
  for (const int d : {2, 9}) {
    const MercerSpectrum series = ComputePowerSeriesSpectrum(Exponential(160), d, 40);
    const MercerSpectrum quadrature = ComputeMercerSpectrum(AngleKernel::From(ExponentialOfCosine()), d, 40);
    EXPECT_NEAR(series.trace(), quadrature.trace(), 4 * kEps * quadrature.trace());
    for (int k = 0; k <= 40; ++k) {
      const double difference = std::abs(series[k].mu - quadrature[k].mu);
      EXPECT_LE(difference, series[k].error + quadrature[k].error) << d << " " << k;
      EXPECT_LE(series[k].error, (2.0 + k) * kEps * series[k].mu) << d << " " << k;
      EXPECT_GT(std::abs(series[k].mu * (1 + 1e-12) - quadrature[k].mu), series[k].error + quadrature[k].error);
    }
    EXPECT_EQ(series[7].road, Eigenvalue::Road::kPowerSeries);
  }
}

// On the circle mu_k = I_k(1), down to where doubles end.
TEST(PowerSeriesSpectrum, IsBesselOnTheCircle) {
  const MercerSpectrum spectrum = ComputePowerSeriesSpectrum(Exponential(160), 1, 150);
  for (int k = 0; k <= 150; ++k) {
    const double bessel = std::cyl_bessel_i(k, 1.0);
    EXPECT_NEAR(spectrum[k].mu, bessel, spectrum[k].error + 64 * kEps * (k + 1) * bessel) << k;
  }
  EXPECT_GT(spectrum[140].mu, 0);
  EXPECT_LT(spectrum[140].mu, 1e-280);
}

// t^n = sum_k F(d, k) w_k(n) P_k(t) at t = 1 and, with the signs of P_k, at t = -1.
TEST(PowerSeriesSpectrum, OfAMonomialAddsUp) {
  for (const int d : {1, 2, 9, 40}) {
    for (const int n : {0, 1, 2, 7, 40}) {
      PowerSeries monomial{std::vector<double>(static_cast<std::size_t>(n) + 1, 0.0),
                           std::vector<double>(static_cast<std::size_t>(n) + 1, 0.0), 0};
      monomial.coefficients.back() = 1;
      const MercerSpectrum spectrum = ComputePowerSeriesSpectrum(monomial, d, n + 4);
      EXPECT_NEAR(spectrum.MassAbove(n).value, 0, 8 * kEps) << d << " " << n;
      const double before = n > 0 ? spectrum.MassAbove(n - 1).value : 1;
      EXPECT_GT(before, n > 0 ? spectrum.MassAbove(n - 1).error : 0) << d << " " << n;
      for (int k = 0; k <= n + 4; ++k) EXPECT_EQ(spectrum[k].mu > 0, k <= n && (n - k) % 2 == 0) << k;
    }
  }
}

// P_3 on S^2 has negative coefficients; mu_3 = 1/F(2, 3), and no other degree.
TEST(PowerSeriesSpectrum, CancelsWithinItsBounds) {
  const MercerSpectrum legendre = ComputePowerSeriesSpectrum({{0, -1.5, 0, 2.5}, {0, 0, 0, 0}, 0}, 2, 5);
  EXPECT_NEAR(legendre[3].mu, 1.0 / 7, legendre[3].error);
  for (const int k : {0, 1, 2, 4, 5}) EXPECT_EQ(legendre[k].mu, 0) << k;
  EXPECT_LE(legendre[1].error, kEps / 16);
}

// What is not given is within the error, and the error is not far from it.
TEST(PowerSeriesSpectrum, BoundsTheRest) {
  for (const int d : {1, 9}) {
    for (const int terms : {4, 20, 40}) {
      const PowerSeries full = Exponential(400, 20), few = [&] {
        PowerSeries cut = full;
        cut.rest = 0;
        for (std::size_t n = static_cast<std::size_t>(terms); n < 400; ++n) cut.rest += full.coefficients[n];
        cut.coefficients.resize(static_cast<std::size_t>(terms));
        cut.errors.resize(static_cast<std::size_t>(terms));
        cut.rest *= 1 + 400 * kEps;
        return cut;
      }();
      const MercerSpectrum exact = ComputePowerSeriesSpectrum(full, d, 60);
      const MercerSpectrum cut = ComputePowerSeriesSpectrum(few, d, 60);
      for (int k = 0; k <= 60; ++k) {
        EXPECT_LE(std::abs(cut[k].mu - exact[k].mu), cut[k].error + exact[k].error) << d << " " << terms << " " << k;
        // A mu that is not told from 0 is in the error, too.
        EXPECT_LE(cut[k].error - exact[k].error, 2.1 * few.rest / Multiplicity(d, k) + 1e-13 * exact[k].mu);
      }
    }
  }
  // Where one term of the right parity is missing, the bound is what it adds.
  const PowerSeries known{std::vector<double>(7, 0.0), std::vector<double>(7, 0.0), 1};
  PowerSeries seventh{std::vector<double>(8, 0.0), std::vector<double>(8, 0.0), 0};
  seventh.coefficients.back() = 1;
  const double missing = ComputePowerSeriesSpectrum(seventh, 2, 3)[3].mu;
  EXPECT_NEAR(ComputePowerSeriesSpectrum(known, 2, 3)[3].error, missing, 16 * kEps * missing);
}

TEST(PowerSeriesSpectrum, RefusesBadArguments) {
  const auto compute = [](const PowerSeries& series, int d, int k_max) {
    return MessageOf([&] { ComputePowerSeriesSpectrum(series, d, k_max); });
  };
  EXPECT_NE(compute({{1}, {0}, 0}, 0, 3).find("d must be >= 1, got 0"), std::string::npos);
  EXPECT_NE(compute({{1}, {0}, 0}, 2, -1).find("k_max must be >= 0, got -1"), std::string::npos);
  EXPECT_NE(compute({{1}, {}, 0}, 2, 3).find("0 errors, 1 coefficients"), std::string::npos);
  EXPECT_NE(compute({{1, NAN}, {0, 0}, 0}, 2, 3).find("coefficient 1"), std::string::npos);
  EXPECT_NE(compute({{1}, {-1}, 0}, 2, 3).find("coefficient 0"), std::string::npos);
  EXPECT_NE(compute({{1}, {0}, -1}, 2, 3).find("the rest"), std::string::npos);
  EXPECT_EQ(compute({{}, {}, 1}, 2, 3), "no error");
}

}  // namespace
}  // namespace hadamard_ntk::spectral
