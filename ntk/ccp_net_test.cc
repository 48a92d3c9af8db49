#include "ntk/ccp_net.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "linalg/thrown_testing.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;

constexpr double kPi = std::numbers::pi;
constexpr double kEps = std::numeric_limits<double>::epsilon();

/// The documented bound, in eps of the value at angle zero.
double Bound(int degree) { return 4 + 2 * degree; }

double WorstError(int degree, Normalization normalization, const Exact& c) {
  const CcpNet kernel(degree, normalization);
  double worst = 0;
  for (const double norm_x : {1.0, 0.7, 1.9}) {
    const double norm_z = 2.3 - norm_x;
    const auto at_zero = textbook::CcpNet(degree, norm_x, norm_z, 0, c);
    for (double theta = 0; theta < kPi; theta += 0.0917) {
      const Pair<double> pair = kernel(norm_x, norm_z, Correlation<double>::FromAngle(theta));
      const auto exact = textbook::CcpNet(degree, norm_x, norm_z, theta, c);
      worst = std::max(worst, textbook::PairErrorInEps(pair, exact, at_zero));
    }
  }
  return worst;
}

TEST(CcpNet, IsTheClosedForm) {
  for (const int degree : {1, 2, 3, 6, 9, 20}) {
    const double worst = std::max(WorstError(degree, Normalization::kRawActivation, Exact(0.5)),
                                  WorstError(degree, Normalization::kUnit, Exact(1)));
    RecordProperty("worst_error_in_eps_" + std::to_string(degree), std::to_string(worst));
    EXPECT_LE(worst, Bound(degree)) << degree;
    EXPECT_GT(WorstError(degree, Normalization::kRawActivation, Exact(0.501)), 1e6 * Bound(degree)) << degree;
  }
}

// At x = z on the unit sphere, kRawActivation: A = B = 1/2, E = 3/2 + 2/sqrt(2 pi) = 2.29788, K = 2 E^{N-1} + (N-1)/2
// E^{N-2}.
TEST(CcpNet, HasTheKnownDiagonal) {
  const Correlation<double> equal = Correlation<double>::Equal();
  const auto diagonal = [&](int n) { return CcpNet(n, Normalization::kRawActivation)(1, 1, equal).ntk; };
  EXPECT_EQ(std::round(diagonal(3) * 10), 129);
  EXPECT_EQ(std::round(diagonal(6)), 198);
  EXPECT_EQ(std::round(diagonal(9)), 2908);
}

TEST(CcpNet, WithoutActivationIsAPolynomial) {
  for (const int n : {1, 2, 3, 10}) {
    for (double theta = 0; theta < kPi; theta += 0.3) {
      const double inner = 1.5 * std::cos(theta), e = 1 + inner, top = std::pow(2.5, n);
      const Pair<double> pair =
          ActivationFreeCcpNet(n, Normalization::kUnit, 0.5)(0.5, 3.0, Correlation<double>::FromAngle(theta));
      const double nngp = 2 * inner * std::pow(e, n - 1) + 0.25;
      const double ntk =
          nngp + 2 * inner * std::pow(e, n - 1) + (n == 1 ? 0 : 2 * (n - 1) * inner * inner * std::pow(e, n - 2));
      EXPECT_NEAR(pair.nngp, nngp, 16 * n * kEps * top) << n << " " << theta;
      EXPECT_NEAR(pair.ntk, ntk, 16 * n * n * kEps * top) << n << " " << theta;
    }
  }
}

TEST(CcpNet, RejectsBadParameters) {
  EXPECT_EQ(MessageOf([] { CcpNet(-3, Normalization::kUnit); }), "CcpNet: degree must be at least 1, got -3");
  EXPECT_THROW(CcpNet(2, Normalization::kRawActivationOverWidth), std::invalid_argument);
  EXPECT_THROW(CcpNet(2, Normalization::kUnit, -0.5), std::invalid_argument);
  EXPECT_NO_THROW(CcpNet(1, Normalization::kUnit, 0.5));
}

}  // namespace
}  // namespace hadamard_ntk::ntk
