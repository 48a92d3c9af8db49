#include "ntk/polynomial_net.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "ntk/on_sphere.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;

constexpr double kPi = std::numbers::pi;
constexpr double kEps = std::numeric_limits<double>::epsilon();

/// The documented bound, in eps of the value at angle zero.
double Bound(int degree) { return 4 + degree / 2.0; }

/// The largest error over angles and norms; `exact_degree` other than `degree` plants a wrong formula.
double WorstError(int degree, Normalization normalization, const Exact& c, int exact_degree) {
  const PolynomialNet kernel(degree, normalization);
  double worst = 0;
  for (const double norm_x : {1.0, 0.7, 1.3}) {
    const double norm_z = 2.3 - norm_x;
    const auto at_zero = textbook::PolynomialNet(exact_degree, Exact(norm_x), Exact(norm_z), Exact(0), c);
    for (double theta = 0; theta < kPi; theta += 0.0317) {
      const Pair<double> pair = kernel(norm_x, norm_z, Correlation<double>::FromAngle(theta));
      const auto exact = textbook::PolynomialNet(exact_degree, Exact(norm_x), Exact(norm_z), Exact(theta), c);
      worst = std::max(worst, textbook::PairErrorInEps(pair, exact, at_zero));
    }
  }
  return worst;
}

TEST(PolynomialNet, IsTheoremOne) {
  for (const int degree : {1, 2, 3, 5, 10, 20}) {
    const double worst = WorstError(degree, Normalization::kUnit, 1, degree);
    RecordProperty("worst_error_in_eps_" + std::to_string(degree), std::to_string(worst));
    EXPECT_LE(worst, Bound(degree)) << degree;
    EXPECT_LE(WorstError(degree, Normalization::kRawActivation, Exact(0.5), degree), Bound(degree)) << degree;
    EXPECT_GT(WorstError(degree, Normalization::kUnit, 1, degree + 1), 1e6 * Bound(degree)) << degree;
  }
}

TEST(PolynomialNet, DiagonalOfEachNormalization) {
  const Correlation<double> equal = Correlation<double>::Equal();
  for (const int n : {1, 2, 5, 20}) {
    EXPECT_EQ(PolynomialNet(n)(1, 1, equal).ntk, 2 * (n + 1));
    EXPECT_EQ(PolynomialNet(n)(1, 1, equal).nngp, 2);
    EXPECT_EQ(PolynomialNet(n, Normalization::kRawActivation)(1, 1, equal).ntk, std::ldexp(2 * (n + 1), -n));
    EXPECT_NEAR(PolynomialNet(n, Normalization::kRawActivationOverWidth, 100)(1, 1, equal).ntk * std::pow(100, n),
                2 * (n + 1), 4 * (n + 1) * n * kEps);
    EXPECT_EQ(ActivationFreePolynomialNet(n)(1, 1, equal).ntk, 2 * (n + 1));
    EXPECT_EQ(ActivationFreePolynomialNet(n, Normalization::kRawActivation)(1, 1, equal).ntk, 2 * (n + 1));
  }
}

// The literal eq. (1) degenerates: doubling the width divides the kernel by 2^N.
TEST(PolynomialNet, LiteralNormalizationVanishesWithTheWidth) {
  const Correlation<double> c = Correlation<double>::FromAngle(0.9);
  const auto at = [&](double width) {
    return PolynomialNet(3, Normalization::kRawActivationOverWidth, width)(1, 1, c).ntk;
  };
  EXPECT_EQ(at(2048) * 8, at(1024));
  EXPECT_EQ(at(1), PolynomialNet(3)(1, 1, c).ntk);  // s = sqrt(2) when m = 1
  const auto free = [&](double width) {
    return ActivationFreePolynomialNet(3, Normalization::kRawActivationOverWidth, width)(1, 1, c).ntk;
  };
  EXPECT_EQ(free(2), ActivationFreePolynomialNet(3)(1, 1, c).ntk);  // (2/m)^N
}

// K(u) = 2 d/du [u kappa_2(u)^N] on the unit sphere, by a central difference: error h^2/6 K''' + eps/h < 1e-9 K(1).
TEST(PolynomialNet, IsADerivativeInTheCosine) {
  const double h = 1e-5;
  for (const int n : {1, 2, 5}) {
    const auto primitive = [&](double u) {
      return 2 * u * std::pow(Relu::Dual(Correlation<double>::FromCosine(u)), n);
    };
    for (double u = -0.875; u < 0.9; u += 0.125) {
      const double slope = (primitive(u + h) - primitive(u - h)) / (2 * h);
      const double ntk = PolynomialNet(n)(1, 1, Correlation<double>::FromCosine(u)).ntk;
      EXPECT_NEAR(ntk, slope, 1e-9 * 2 * (n + 1)) << n << " " << u;
    }
  }
}

// Exact eigenvalues on S^2, in Q[pi, 1/pi]: mu_k = 1/2 int K(theta) P_k(cos theta) sin(theta) d theta, normalisation
// kRawActivation. 40 Gauss nodes on an entire function of theta: the quadrature error is far below the 32 eps granted
// to rounding.
TEST(PolynomialNet, HasTheKnownEigenvaluesOnTheSphere) {
  const auto project = [](const auto& kernel, int k) {
    const auto integrand = [&](double theta) {
      return 0.5 * kernel(theta) * std::legendre(k, std::cos(theta)) * std::sin(theta);
    };
    return boost::math::quadrature::gauss<double, 40>::integrate(integrand, 0.0, kPi);
  };
  const double p2 = kPi * kPi;
  const std::vector<double> two = {1.0 / 4,   23.0 / 128,         1.0 / 10 - 56 / (375 * p2),
                                   3.0 / 128, 496 / (11025 * p2), 57.0 / 32768};
  const std::vector<double> one = {1.0 / 2, 1.0 / 3, 5.0 / 64, 0, 1.0 / 192, 0};
  const OnSphere pnn_two(PolynomialNet(2, Normalization::kRawActivation)),
      pnn_one(PolynomialNet(1, Normalization::kRawActivation));
  for (int k = 0; k <= 5; ++k) {
    EXPECT_NEAR(project(pnn_two, k), two[k], 32 * kEps) << k;
    EXPECT_NEAR(project(pnn_one, k), one[k], 32 * kEps) << k;
    EXPECT_GT(std::abs(project(pnn_two, k) - one[k]), 32 * kEps) << k;
  }
}

TEST(PolynomialNet, WithoutActivationIsAPowerOfTheInnerProduct) {
  for (const int n : {1, 2, 3, 7}) {
    for (double theta = 0; theta < kPi; theta += 0.1) {
      const Pair<double> pair = ActivationFreePolynomialNet(n)(0.5, 3.0, Correlation<double>::FromAngle(theta));
      const double inner = 1.5 * std::cos(theta);
      EXPECT_NEAR(pair.nngp, 2 * std::pow(inner, n), 8 * n * kEps * std::pow(1.5, n)) << n;
      EXPECT_NEAR(pair.ntk, 2 * (n + 1) * std::pow(inner, n), 16 * n * (n + 1) * kEps * std::pow(1.5, n)) << n;
    }
  }
}

TEST(PolynomialNet, RejectsBadParameters) {
  EXPECT_EQ(MessageOf([] { PolynomialNet(0); }), "PolynomialNet: degree must be at least 1, got 0");
  EXPECT_THROW(PolynomialNet(2, Normalization::kRawActivationOverWidth), std::invalid_argument);
  EXPECT_THROW(PolynomialNet(2, Normalization::kRawActivationOverWidth, NAN), std::invalid_argument);
  EXPECT_THROW(PolynomialNet(2, Normalization::kUnit, 64), std::invalid_argument);
  EXPECT_NO_THROW(PolynomialNet(1, Normalization::kRawActivationOverWidth, 1));
}

}  // namespace
}  // namespace hadamard_ntk::ntk
