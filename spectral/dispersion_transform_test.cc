#include "spectral/dispersion_transform.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "spectral/angle_kernel.h"
#include "spectral/chord_kernel_testing.h"
#include "spectral/high_precision.h"
#include "spectral/reference_kernels_testing.h"
#include "spectral/theta_quadrature.h"

namespace hadamard_ntk::spectral {
namespace {

template <class Kernel>
DispersionTransform Transform(const Kernel& kernel, int d, int k_max) {
  return DispersionTransform(AngleKernel::From(kernel).complex, d, k_max);
}

// K = pi - theta on the circle: mu_k = (1 - (-1)^k) / (pi k^2).
TEST(DispersionTransformTest, TriangleWaveOnTheCircle) {
  const DispersionTransform transform =
      Transform([]<class T>(const T& theta) { return T(ReferencePi<T>() - theta); }, 1, 100000);
  for (const int k : {1, 3, 11, 101, 9999, 99999}) {
    const auto value = transform.Evaluate(k);
    const double exact = 2 / (std::numbers::pi * k) / k;
    EXPECT_LE(std::abs(value.mu - exact), value.error) << k;
    if (k < 10) continue;  // the table ends at v = 9
    EXPECT_LE(value.error, 1e-13 * exact) << k;
    EXPECT_LE(std::abs(value.slope + 2), 1e-12) << k;  // counted: about 5e3 eps, a quotient of two sums of 300 terms
    EXPECT_LE(std::abs(transform.Evaluate(k + 1).mu), transform.Evaluate(k + 1).error) << k + 1;
  }
}

// Every d, all magnitudes down to 1e-190: the closed form, in 50 digits.
TEST(DispersionTransformTest, ChordKernelsMatchTheClosedForm) {
  int checked = 0;
  for (const int n : {1, 3}) {
    for (const int d : {1, 2, 3, 4, 9, 31, 50}) {
      const ChordKernel kernel{n};
      const DispersionTransform transform = Transform(kernel, d, 100000);
      for (const int k : {4, 5, 20, 21, 100, 1001, 10000, 100000}) {
        const double exact = static_cast<double>(kernel.Mu<Real50>(d, k));
        const auto value = transform.Evaluate(k);
        EXPECT_LE(std::abs(value.mu - exact), value.error + std::numeric_limits<double>::epsilon() * std::abs(exact))
            << "n = " << n << ", d = " << d << ", k = " << k;
        if (k >= 20) {
          // n = 1: full accuracy at any k; n = 3: the documented k^2 eps.
          EXPECT_LE(value.error, (n == 1 ? 1e-13 : 1e-13 + 1e-15 * k * k) * std::abs(exact))
              << "n = " << n << ", d = " << d << ", k = " << k;
          ++checked;
        }
      }
    }
  }
  EXPECT_EQ(checked, 2 * 7 * 6);
}

// Against 50-digit quadrature in theta, for all degrees from where the bound is useful.
template <class Kernel>
void ExpectAgreesWithQuadrature(const Kernel& kernel, int d, int from, const char* name, int parameter) {
  constexpr int kMax = 150;
  const DispersionTransform transform = Transform(kernel, d, 100000);
  const auto reference = ThetaQuadrature<Real50>(kernel, d, kMax, 384);
  int useful = 0;
  for (int k = from; k <= kMax; ++k) {
    const auto index = static_cast<std::size_t>(k);
    const double exact = static_cast<double>(reference.mu[index]);
    const auto value = transform.Evaluate(k);
    if (!std::isfinite(value.error)) continue;
    EXPECT_LE(std::abs(value.mu - exact), value.error + std::numeric_limits<double>::epsilon() * std::abs(exact))
        << name << parameter << ", d = " << d << ", k = " << k;
    if (value.error <= 1e-13 * std::abs(exact)) ++useful;
  }
  // At least every degree of one parity above 30.
  EXPECT_GE(useful, 60) << name << parameter << ", d = " << d;
}

TEST(DispersionTransformTest, PolynomialNetsAgreeWithQuadrature) {
  for (const int degree : {1, 2, 3, 5, 20}) {
    for (const int d : {1, 2, 9, 50}) ExpectAgreesWithQuadrature(PolynomialNetKernel{degree}, d, 1, "degree ", degree);
  }
}

TEST(DispersionTransformTest, FullyConnectedNetsAgreeWithQuadrature) {
  for (const int depth : {2, 3, 5}) {
    for (const int d : {1, 2, 9, 50}) {
      ExpectAgreesWithQuadrature(FullyConnectedKernel{depth}, d, depth == 2 ? 1 : 30, "depth ", depth);
    }
  }
}

// Depth >= 3 has a pair of complex branch points: what the transform misses falls like e^{-1.7656 k}.
TEST(DispersionTransformTest, MissesTheComplexBranchPointsOfDeepNets) {
  const FullyConnectedKernel kernel{3};
  const DispersionTransform transform = Transform(kernel, 1, 100);
  const auto reference = ThetaQuadrature<Real50>(kernel, 1, 20, 256);
  // Largest deviation over windows of four degrees (it oscillates), four apart: the ratio is e^{-4 * 1.7656} times an
  // algebraic factor.  Asymptotic: within a factor 8 of it.
  double previous = 0;
  for (const int first : {4, 8, 12}) {
    double largest = 0;
    for (int k = first; k < first + 4; ++k) {
      const double exact = static_cast<double>(reference.mu[static_cast<std::size_t>(k)]);
      largest = std::max(largest, std::abs(transform.Evaluate(k).mu - exact));
    }
    if (previous > 0) {
      const double excess = std::log(largest / previous) + 4 * 1.7656;
      EXPECT_LE(std::abs(excess), std::log(8.0)) << first;
    }
    previous = largest;
  }
}

// Below the kernel's growth the integral diverges and the bound must say so: control for the bound.
TEST(DispersionTransformTest, BoundIsUselessBelowTheGrowthOfTheKernel) {
  const DispersionTransform transform = Transform(PolynomialNetKernel{10}, 2, 100);
  for (int k = 1; k <= 9; ++k) {
    const auto value = transform.Evaluate(k);
    EXPECT_GT(value.error, 1e-3 * std::abs(value.mu)) << k;
    EXPECT_GT(value.error, 1e-3) << k;
  }
}

// The slope is the derivative of the function that extends mu_k of one parity to real k: central differences converge
// to it like k^-2.
TEST(DispersionTransformTest, SlopeIsTheLogarithmicDerivative) {
  const DispersionTransform transform = Transform(PolynomialNetKernel{3}, 9, 5000);
  double previous = 1;
  for (const int k : {100, 400, 1600}) {
    const double secant =
        std::log(transform.Evaluate(k + 2).mu / transform.Evaluate(k - 2).mu) / std::log((k + 2.0) / (k - 2.0));
    const double difference = std::abs(secant - transform.Evaluate(k).slope);
    // Asymptotic: a factor of 16 for each fourfold k, up to 2x; and rounding k / 4 * 1e-15.
    EXPECT_LE(difference, previous / 8 + k * 1e-15) << k;
    EXPECT_LE(difference, 20.0 / (k * k)) << k;
    previous = difference;
  }
}

TEST(DispersionTransformTest, SeesThatAnEntireKernelHasNoDiscontinuity) {
  EXPECT_FALSE(Transform([]<class T>(const T& theta) { return T(cos(theta)); }, 3, 100).HasDiscontinuity());
  EXPECT_TRUE(Transform(PolynomialNetKernel{2}, 3, 100).HasDiscontinuity());
}

TEST(DispersionTransformTest, RejectsBadArguments) {
  EXPECT_THROW(DispersionTransform({}, 2, 10), std::invalid_argument);
  EXPECT_THROW(Transform(PolynomialNetKernel{2}, 0, 10), std::invalid_argument);
  EXPECT_THROW(Transform(PolynomialNetKernel{2}, 2, 0), std::invalid_argument);
  EXPECT_THROW(Transform(PolynomialNetKernel{2}, 2, 10).Evaluate(11), std::invalid_argument);
  EXPECT_THROW(Transform(PolynomialNetKernel{2}, 2, 10).Evaluate(0), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::spectral
