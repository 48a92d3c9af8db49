#include "ntk/ncp_net.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "linalg/thrown_testing.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;

constexpr double kPi = std::numbers::pi;

/// The documented bound, in eps of the value at angle zero.
double Bound(int degree) { return 4 + degree; }

template <class Net>
double WorstError(int degree, double bias, double exact_bias) {
  const Net kernel(degree, bias);
  double worst = 0;
  for (const double norm_x : {1.0, 0.7, 1.9}) {
    const double norm_z = 2.3 - norm_x;
    const Exact n = Exact(norm_x) * norm_z, variance = Exact(exact_bias) * exact_bias;
    const auto at_zero = textbook::NcpNet(degree, variance, n, n);
    for (double theta = 0; theta < kPi; theta += 0.0917) {
      const Exact t(theta), linear = n * cos(t);
      constexpr bool kRelu = std::is_same_v<Net, NcpNet>;
      const Exact v = kRelu ? Exact(n * textbook::Kappa1(t)) : linear;
      const Exact e = kRelu ? Exact(linear * textbook::Kappa0(t)) : linear;
      const auto exact = textbook::NcpNet(degree, variance, v, e);
      const Pair<double> pair = kernel(norm_x, norm_z, Correlation<double>::FromAngle(theta));
      worst = std::max(worst, textbook::PairErrorInEps(pair, exact, at_zero));
    }
  }
  return worst;
}

TEST(NcpNet, IsTheSumOverPaths) {
  for (const int degree : {1, 2, 3, 6, 15}) {
    double worst = 0;
    for (const double bias : {0.5, 1.0, 1.7}) {
      worst = std::max(
          {worst, WorstError<NcpNet>(degree, bias, bias), WorstError<ActivationFreeNcpNet>(degree, bias, bias)});
      EXPECT_GT(WorstError<NcpNet>(degree, bias, bias + 1e-3), 1e6 * Bound(degree)) << degree;
    }
    RecordProperty("worst_error_in_eps_" + std::to_string(degree), std::to_string(worst));
    EXPECT_LE(worst, Bound(degree)) << degree;
  }
}

TEST(NcpNet, RejectsBadParameters) {
  EXPECT_EQ(MessageOf([] { NcpNet(0); }), "NcpNet: degree must be at least 1, got 0");
  EXPECT_THROW(NcpNet(2, 0.0), std::invalid_argument);
  EXPECT_THROW(NcpNet(2, INFINITY), std::invalid_argument);
  EXPECT_NO_THROW(NcpNet(2));
}

}  // namespace
}  // namespace hadamard_ntk::ntk
