#include "spectral/hypercube_spectrum.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "spectral/reference_kernels_testing.h"

namespace hadamard_ntk::spectral {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

// exp(<x, z> / d) = prod_i (cosh(1/d) + x_i z_i sinh(1/d)), so that mu_k = cosh(1/d)^{d-k} sinh(1/d)^k.
struct Exponential {
  template <class T>
  T operator()(const T& theta) const {
    using std::cos, std::exp;
    return exp(T(cos(theta)));
  }
  static Real120 Mass(int d, int k) {
    const Real120 h = Real120(1) / d;
    Real120 binomial = 1;
    for (int i = 0; i < k; ++i) binomial = binomial * (d - i) / (i + 1);
    return binomial * pow(Real120(cosh(h)), d - k) * pow(Real120(sinh(h)), k);
  }
};

// mu_S = 2^-d sum_x K(x, 1) prod_{i in S} x_i over all 2^d corners, S the first k coordinates.
template <class Kernel>
Real50 ByEnumeration(const Kernel& kernel, int d, int k) {
  Real50 sum = 0;
  for (unsigned x = 0; x < 1u << d; ++x) {
    const int sign = std::popcount(x & ((1u << k) - 1)) % 2 == 0 ? 1 : -1;
    sum += sign * kernel(acos(Real50(Real50(d - 2 * std::popcount(x)) / d)));
  }
  return ldexp(sum, -d);
}

TEST(HypercubeSpectrumTest, EnumerationOfTheCorners) {
  const PolynomialNetKernel kernel{2};
  for (const int d : {1, 2, 5, 10}) {
    const HypercubeSpectrum spectrum = ComputeHypercubeSpectrum(kernel, d, d);
    ASSERT_EQ(spectrum.eigenvalues.size(), static_cast<std::size_t>(d) + 1);
    for (int k = 0; k <= d; ++k) {
      const double exact = static_cast<double>(ByEnumeration(kernel, d, k));
      const double mu = spectrum.eigenvalues[static_cast<std::size_t>(k)].mu;
      EXPECT_LE(std::abs(mu - exact), 4 * kEps * exact) << d << ", " << k;
      EXPECT_GT(mu, 0);
    }
    EXPECT_LE(std::abs(spectrum.trace - 6), 8 * kEps);
  }
}

TEST(HypercubeSpectrumTest, ExponentialAtAnyDimension) {
  struct Case {
    int d, k_max, digits;
  };
  int compared = 0;
  for (const auto& [d, k_max, digits] :
       {Case{3, 3, 120}, Case{60, 60, 120}, Case{300, 300, 120}, Case{500, 500, 400}, Case{4000, 12, 120}}) {
    const HypercubeSpectrum spectrum = ComputeHypercubeSpectrum(Exponential{}, d, k_max);
    EXPECT_GE(spectrum.digits, digits) << d;
    for (int k = 0; k <= k_max; ++k) {
      const HypercubeEigenvalue& own = spectrum.eigenvalues[static_cast<std::size_t>(k)];
      const Real120 exact = Exponential::Mass(d, k);
      EXPECT_LE(abs(Real120(own.mass - exact)), Real120(own.mass_error)) << d << ", " << k;
      if (exact < Real120("1e-30")) continue;
      EXPECT_LE(std::abs(static_cast<double>(Real120(own.mass / exact - 1))), 4 * kEps) << d << ", " << k;
      // Control: the next degree's is told from it.
      EXPECT_GT(abs(Real120(own.mass - Exponential::Mass(d, k + 1))), Real120(own.mass_error)) << d << ", " << k;
      ++compared;
    }
  }
  EXPECT_GE(compared, 80);
}

TEST(HypercubeSpectrumTest, MassesSumToTheTrace) {
  for (const int d : {7, 100, 500}) {
    for (const int degree : {1, 3}) {
      const HypercubeSpectrum spectrum = ComputeHypercubeSpectrum(PolynomialNetKernel{degree}, d, d);
      double sum = 0, error = 0;
      int zeros = 0;
      for (const HypercubeEigenvalue& own : spectrum.eigenvalues) {
        sum += own.mass;
        error += own.mass_error;
        zeros += own.mass == 0;
        EXPECT_GE(own.mass, 0);
      }
      EXPECT_LE(std::abs(sum - spectrum.trace), error + d * kEps * spectrum.trace) << d << ", " << degree;
      // Two layers miss odd degrees k >= 3; a product of branches none.
      EXPECT_EQ(zeros, degree == 1 ? (d + 1) / 2 - 1 : 0) << d << ", " << degree;
    }
  }
}

// As d grows, binom(d, k) mu_k tends to the Taylor coefficient of u^k, off by O(1 / d): of u^2, (1/d, 0, 1 - 1/d).
TEST(HypercubeSpectrumTest, Square) {
  const auto square = []<class T>(const T& theta) {
    using std::cos;
    return T(cos(theta) * cos(theta));
  };
  for (const int d : {2, 9, 1000}) {
    const HypercubeSpectrum spectrum = ComputeHypercubeSpectrum(square, d, 2);
    EXPECT_LE(std::abs(spectrum.eigenvalues[0].mass - 1.0 / d), 4 * kEps / d);
    EXPECT_EQ(spectrum.eigenvalues[1].mass, 0);
    EXPECT_LT(spectrum.eigenvalues[1].mass_error, 1e-40);
    EXPECT_LE(std::abs(spectrum.eigenvalues[2].mass - (1 - 1.0 / d)), 4 * kEps);
  }
}

TEST(HypercubeSpectrumTest, RejectsBadArguments) {
  EXPECT_THROW(ComputeHypercubeSpectrum(Exponential{}, 0, 0), std::invalid_argument);
  EXPECT_THROW(ComputeHypercubeSpectrum(Exponential{}, 3, -1), std::invalid_argument);
  EXPECT_THROW(ComputeHypercubeSpectrum(Exponential{}, 3, 4), std::invalid_argument);
  EXPECT_THROW(ComputeHypercubeSpectrum(Exponential{}, 20000, 20000), std::domain_error);
  const auto infinite = []<class T>(const T&) { return T(std::numeric_limits<double>::infinity()); };
  EXPECT_THROW(ComputeHypercubeSpectrum(infinite, 3, 3), std::domain_error);
}

}  // namespace
}  // namespace hadamard_ntk::spectral
