#include "spectral/exact_mercer.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "spectral/high_precision.h"

namespace hadamard_ntk::spectral {
namespace {

using Rational = PiLaurent::Rational;
using Real = RealOfDigits<60>;

const AnglePolynomial kPhi = AnglePolynomial::Phi(), kSin = AnglePolynomial::Sin(), kCos = AnglePolynomial::Cos();

/// F(d,k) = (2k+d-1)/k binom(k+d-2, d-1), F(d,0) = 1.
Rational Multiplicity(int d, int k) {
  if (k == 0) return 1;
  Rational binomial(1);
  for (int j = 1; j <= d - 1; ++j) binomial *= Rational(k - 1 + j, j);
  return Rational(2 * k + d - 1, k) * binomial;
}

TEST(ExactMercerTest, ConstantHasOneEigenvalue) {
  for (const int d : {1, 2, 3, 8}) {
    const std::vector<PiLaurent> mu = ExactMercerEigenvalues(3, d, 4);
    ASSERT_EQ(mu.size(), 5u);
    EXPECT_EQ(mu[0], PiLaurent(3));
    for (int k = 1; k <= 4; ++k) EXPECT_TRUE(mu[static_cast<std::size_t>(k)].IsZero()) << mu[1].Text();
  }
}

TEST(ExactMercerTest, PowersOfTheInnerProductAreRebuiltFromTheirEigenvalues) {
  // x^n = sum_k mu_k F(d,k) P_k(x) is a finite sum: at x = 1 and x = -1 it gives sum_k (+-1)^k mu_k F(d,k) = (+-1)^n,
  // its eigenvalues are positive rationals, and those of the wrong parity or above n vanish.
  for (const int d : {1, 2, 3, 4, 9, 20}) {
    for (const int n : {1, 2, 5, 8}) {
      const std::vector<PiLaurent> mu = ExactMercerEigenvalues(Pow(kCos, n), d, n + 3);
      PiLaurent trace, alternating;
      for (int k = 0; k <= n + 3; ++k) {
        const PiLaurent& value = mu[static_cast<std::size_t>(k)];
        trace += value * Multiplicity(d, k);
        alternating += value * Multiplicity(d, k) * (k % 2 == 0 ? 1 : -1);
        EXPECT_EQ(value.IsZero(), k > n || (n - k) % 2 != 0) << "d = " << d << ", n = " << n << ", k = " << k;
        EXPECT_GE(value.Evaluate<double>(), 0);
      }
      EXPECT_EQ(trace, PiLaurent(1));
      EXPECT_EQ(alternating, PiLaurent(n % 2 == 0 ? 1 : -1));
    }
    EXPECT_EQ(ExactMercerEigenvalue(kCos, d, 1), PiLaurent(Rational(1, d + 1)));
  }
}

/// Tanh-sinh quadrature in theta: theta = pi q, q the logistic function of pi sinh(x), |x| <= 4 in steps of 1/64.
struct Node {
  Real theta, sine, y, weight;  ///< y = (1 - cos theta) / 2
};

std::vector<Node> TanhSinh() {
  const Real pi = acos(Real(-1));
  std::vector<Node> nodes;
  for (int i = -64 * 4; i <= 64 * 4; ++i) {
    const Real x = Real(i) / 64, e = exp(-pi * sinh(x)), q = 1 / (1 + e), other = e * q;
    nodes.push_back({pi * q, sin(pi * (q < other ? q : other)), pow(Real(sin(pi * q / 2)), 2), q * other * cosh(x)});
  }
  return nodes;
}

/// The definition of mu_k, P_k(x) = 2F1(-k, k+d-1; d/2; (1-x)/2) a finite sum.
Real Quadrature(const std::vector<Node>& nodes, const std::vector<Real>& kernel, int d, int k) {
  Real sum(0), mass(0);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    Real term(1), zonal(0);
    for (int j = 0; j <= k; ++j) {
      zonal += term;
      term *= nodes[i].y * (j - k) * (k + d - 1 + j) * 2 / ((d + 2 * j) * (j + 1));
    }
    const Real weight = nodes[i].weight * pow(nodes[i].sine, d - 1);
    mass += weight;
    sum += weight * zonal * kernel[i];
  }
  return sum / mass;
}

TEST(ExactMercerTest, AgreesWithQuadratureOfTheDefinition) {
  const std::vector<AnglePolynomial> kernels = {
      PiLaurent::Monomial(1, -1) * kPhi,
      PiLaurent::Monomial(1, -1) * (kSin + 2 * kPhi * kCos),
      Pow(kPhi, 3) * kSin + PiLaurent::Monomial(Rational(2, 7), 2) * kPhi * kSin * Pow(kCos, 3) - 4 * Pow(kCos, 4) + 1,
  };
  const std::vector<Node> nodes = TanhSinh();
  // Conditioned: |K| <= 50 times what the quadrature leaves out, the truncated tails of relative mass
  // 2 exp(-pi sinh 4) = 1.2e-37.  The step and the roundings (60 digits, less 10 for the cancellation in P_12) leave
  // less.
  const Real tolerance("6e-36");
  int compared = 0;
  for (const AnglePolynomial& kernel : kernels) {
    std::vector<Real> values;
    for (const Node& node : nodes) values.push_back(kernel.At(node.theta));
    for (const int d : {1, 2, 3, 4, 7, 20}) {
      const std::vector<PiLaurent> mu = ExactMercerEigenvalues(kernel, d, 12);
      for (const int k : {0, 1, 2, 3, 7, 12}) {
        const Real exact = mu[static_cast<std::size_t>(k)].Evaluate<Real>(), numeric = Quadrature(nodes, values, d, k);
        EXPECT_LE(abs(exact - numeric), tolerance) << "d = " << d << ", k = " << k;
        EXPECT_GT(abs(exact + Real("1e-34") - numeric), tolerance);  // the control
        ++compared;
      }
    }
  }
  EXPECT_EQ(compared, 3 * 6 * 6);
}

TEST(ExactMercerTest, OneDegreeIsTheLastOfMany) {
  const AnglePolynomial kernel = PiLaurent::Monomial(1, -2) * Pow(kSin + kPhi * kCos, 2);
  for (const int d : {1, 2, 5})
    EXPECT_EQ(ExactMercerEigenvalue(kernel, d, 9), ExactMercerEigenvalues(kernel, d, 9).back());
}

TEST(ExactMercerTest, KnowsExactZeros) {
  // K(theta) - K(pi - theta) = 2 pi cos(theta) for K = sin + 2 phi cos: odd k >= 3 vanish. Not so with phi^2.
  for (const int d : {1, 2, 3, 10}) {
    const std::vector<PiLaurent> mu = ExactMercerEigenvalues(kSin + 2 * kPhi * kCos, d, 11);
    const std::vector<PiLaurent> control = ExactMercerEigenvalues(kSin + 2 * kPhi * kPhi * kCos, d, 11);
    for (std::size_t k = 3; k <= 11; k += 2) {
      EXPECT_TRUE(mu[k].IsZero()) << "d = " << d << ", k = " << k;
      EXPECT_FALSE(control[k].IsZero()) << "d = " << d << ", k = " << k;
    }
    EXPECT_FALSE(mu[1].IsZero());
    EXPECT_FALSE(mu[10].IsZero());
  }
}

TEST(ExactMercerTest, RejectsBadArguments) {
  const auto message = [](int d, int k) { return MessageOf([&] { ExactMercerEigenvalue(kCos, d, k); }); };
  EXPECT_NE(message(0, 1).find("d must be >= 1, got 0"), std::string::npos);
  EXPECT_NE(message(2, -3).find("k must be >= 0, got -3"), std::string::npos);
  EXPECT_EQ(message(1, 0), "no error");
  EXPECT_THROW(ExactMercerEigenvalues(kCos, 2, -1), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::spectral
