#include "spectral/theta_quadrature.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "spectral/chord_kernel_testing.h"
#include "spectral/high_precision.h"
#include "spectral/reference_kernels_testing.h"

namespace hadamard_ntk::spectral {
namespace {

// K = P_1 = cos(theta) and K = 2 cos^2 - 1: known by hand.
TEST(ThetaQuadratureTest, LinearKernelHasOneEigenvalue) {
  const auto cosine = [](const Real50& theta) { return Real50(cos(theta)); };
  for (const int d : {1, 2, 3, 10, 50}) {
    const auto result = ThetaQuadrature<Real50>(cosine, d, 30, 128);
    for (int k = 0; k <= 30; ++k) {
      const Real50 exact = k == 1 ? Real50(1) / Real50(d + 1) : Real50(0);
      EXPECT_LE(abs(Real50(result.mu[static_cast<std::size_t>(k)] - exact)),
                4 * result.floor[static_cast<std::size_t>(k)])
          << "d = " << d << ", k = " << k;
    }
    EXPECT_EQ(result.trace, 1);
  }
}

// The exact values of N = 2 on S^2 in Q[pi, 1/pi], times 4 for the unit normalisation.
TEST(ThetaQuadratureTest, DegreeTwoPolynomialNetOnTheTwoSphere) {
  const Real50 pi = ReferencePi<Real50>();
  const std::vector<Real50> exact = {Real50(1) / 4,
                                     Real50(23) / 128,
                                     Real50(1) / 10 - Real50(56) / (375 * pi * pi),
                                     Real50(3) / 128,
                                     Real50(496) / (11025 * pi * pi),
                                     Real50(57) / 32768};
  const auto result = ThetaQuadrature<Real50>(PolynomialNetKernel{2}, 2, 5, 128);
  for (std::size_t k = 0; k < exact.size(); ++k) {
    EXPECT_LE(abs(Real50(result.mu[k] - 4 * exact[k])), 4 * result.floor[k]) << k;
    // Control: the check sees an error of 1e-40.
    EXPECT_GT(abs(Real50(result.mu[k] - 4 * exact[k] * (1 + Real50(1e-40)))), 4 * result.floor[k]) << k;
  }
}

TEST(ThetaQuadratureTest, ChordKernelsMatchTheClosedForm) {
  for (const int n : {1, 3}) {
    for (const int d : {1, 2, 3, 9, 50}) {
      const ChordKernel kernel{n};
      const auto result = ThetaQuadrature<Real50>(kernel, d, 120, 256);
      for (const int k : {0, 1, 2, 7, 50, 120}) {
        const auto index = static_cast<std::size_t>(k);
        const Real50 exact = kernel.Mu<Real50>(d, k);
        // Counted: k + 60 roundings in the closed form (Boost's Gamma function included), and the documented floor.
        const Real50 tolerance =
            4 * result.floor[index] + Real50(k + 60) * std::numeric_limits<Real50>::epsilon() * abs(exact);
        EXPECT_LE(abs(Real50(result.mu[index] - exact)), tolerance) << "n = " << n << ", d = " << d << ", k = " << k;
      }
    }
  }
}

TEST(ThetaQuadratureTest, UnderresolvedRuleShows) {
  // n = 96 nodes cannot carry k = 199; twice as many can.
  const auto coarse = ThetaQuadrature<Real50>(PolynomialNetKernel{2}, 2, 199, 96);
  const auto fine = ThetaQuadrature<Real50>(PolynomialNetKernel{2}, 2, 199, 256);
  EXPECT_GT(abs(Real50(coarse.mu[199] / fine.mu[199] - 1)), Real50(1));
}

TEST(ThetaQuadratureTest, KernelThatIsNotFiniteIsNamed) {
  const auto pole = [](double theta) { return theta > 1 ? std::numeric_limits<double>::quiet_NaN() : 1.0; };
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "not finite at theta =", MessageOf<std::domain_error>([&] {
                        ThetaQuadrature<double>(pole, 2, 3, 64);
                      }));
}

}  // namespace
}  // namespace hadamard_ntk::spectral
