#include "spectral/gauss_legendre.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "spectral/high_precision.h"

namespace hadamard_ntk::spectral {
namespace {

// sum w x^m over the whole rule, m even.
template <class Real>
Real Moment(const HalfGaussLegendreRule<Real>& rule, int m) {
  Real sum(0);
  for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
    Real power(1);
    for (int j = 0; j < m; ++j) power *= rule.nodes[i];
    sum += Real(2) * rule.weights[i] * power;
  }
  return sum;
}

template <class Real>
void ExpectExactToDegree2nMinus1() {
  using std::abs;
  for (const int n : {2, 4, 10, 64, 200}) {
    const auto& rule = GaussLegendre<Real>(n);
    ASSERT_EQ(rule.nodes.size(), static_cast<std::size_t>(n / 2));
    for (const int m : {0, 2, n, 2 * n - 2}) {
      const Real exact = Real(2) / Real(m + 1);
      // Conditioned: every power has m roundings, every node an error of a few n eps magnified m times.
      EXPECT_LE(abs(Real(Moment(rule, m) - exact)), Real(8 * (m + n)) * std::numeric_limits<Real>::epsilon())
          << n << " " << m;
    }
  }
  // Control: degree 2n is beyond the rule; for n = 4 the error is (n!)^4 2^{2n+1} / ((2n+1) ((2n)!)^2) (2n)! = 1.16e-2.
  EXPECT_GT(abs(Real(Moment(GaussLegendre<Real>(4), 8) - Real(2) / Real(9))), Real(1) / Real(100));
}

TEST(GaussLegendreTest, IntegratesPolynomialsExactlyInDouble) { ExpectExactToDegree2nMinus1<double>(); }
TEST(GaussLegendreTest, IntegratesPolynomialsExactlyIn50Digits) { ExpectExactToDegree2nMinus1<Real50>(); }
TEST(GaussLegendreTest, IntegratesPolynomialsExactlyIn120Digits) { ExpectExactToDegree2nMinus1<Real120>(); }

// The stated error against a wider rule, at every node: the end weights, too, where 1 - x has few digits.
template <class Real, class Wide>
void ExpectStatedError(int n) {
  using std::abs;
  const Wide eps(std::numeric_limits<Real>::epsilon());
  const Wide node_bound = 2 * eps, weight_bound = 3 * Wide(std::sqrt(n)) * eps;
  const HalfGaussLegendreRule<Real> rule = MakeGaussLegendre<Real>(n);
  const HalfGaussLegendreRule<Wide>& wide = GaussLegendre<Wide>(n);
  for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
    EXPECT_LE(abs(Wide(Wide(rule.nodes[i]) - wide.nodes[i])), node_bound) << n << " " << i;
    EXPECT_LE(abs(Wide(Wide(rule.weights[i]) / wide.weights[i] - 1)), weight_bound) << n << " " << i;
  }
  // Control: the weight from the rounded node, 2 / ((1 - x^2) P_n'(x)^2), is off by eps / (1 - x) at the end.
  if (n < 512) return;
  const Real x = rule.nodes[0];
  const Wide at_rounded = Wide(1 - x) * Wide(1 + x) / ((1 - wide.nodes[0]) * (1 + wide.nodes[0]));
  EXPECT_GT(abs(Wide(at_rounded - 1)), weight_bound) << n;
}

// Every n that quadrature in theta uses, and beyond.
TEST(GaussLegendreTest, KeepsItsStatedErrorInDouble) {
  for (const int n : {2, 4, 40, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096}) {
    ExpectStatedError<double, long double>(n);
  }
}

TEST(GaussLegendreTest, KeepsItsStatedErrorIn50Digits) {
  for (const int n : {2, 64, 256, 512}) ExpectStatedError<Real50, RealOfDigits<60>>(n);
}

TEST(GaussLegendreTest, NodesDescendInTheOpenInterval) {
  const auto& rule = GaussLegendre<double>(1000);
  double above = 1;
  for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
    EXPECT_LT(rule.nodes[i], above);
    EXPECT_GT(rule.nodes[i], 0);
    EXPECT_GT(rule.weights[i], 0);
    above = rule.nodes[i];
  }
}

TEST(GaussLegendreTest, RejectsOddAndEmptyRules) {
  EXPECT_THROW(MakeGaussLegendre<double>(0), std::invalid_argument);
  EXPECT_THROW(MakeGaussLegendre<double>(7), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::spectral
