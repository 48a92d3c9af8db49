#include "ntk/residual_net.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "linalg/thrown_testing.h"
#include "ntk/fully_connected.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;

constexpr double kPi = std::numbers::pi;
constexpr double kEps = std::numeric_limits<double>::epsilon();

/// The documented bound, in eps of the value at angle zero.
constexpr double kBound = 4;

double WorstError(int blocks, double alpha, double exact_alpha) {
  const ResidualNet kernel(blocks, alpha);
  const auto exact_at = [&](const Exact& theta) { return textbook::ResidualNetOnSphere(blocks, exact_alpha, theta); };
  const auto at_zero = exact_at(0);
  double worst = 0;
  for (double theta = 0; theta < kPi; theta += 0.0917) {
    // The kernel is 1-homogeneous: other norms only multiply.
    Pair<double> pair = kernel(2.0, 0.25, Correlation<double>::FromAngle(theta));
    pair = {2 * pair.nngp, 2 * pair.ntk};
    worst = std::max(worst, textbook::PairErrorInEps(pair, exact_at(theta), at_zero));
  }
  return worst;
}

TEST(ResidualNet, IsThePrintedSum) {
  for (const int blocks : {1, 2, 3, 5, 10}) {
    for (const double alpha : {1.0, 0.3}) {
      const double worst = WorstError(blocks, alpha, alpha);
      RecordProperty("worst_error_in_eps_" + std::to_string(blocks), std::to_string(worst));
      EXPECT_LE(worst, kBound) << blocks << " " << alpha;
      EXPECT_GT(WorstError(blocks, alpha, alpha + 1e-3), 1e6 * kBound) << blocks << " " << alpha;
    }
  }
}

TEST(ResidualNet, HasThePrintedDiagonal) {
  const Correlation<double> equal = Correlation<double>::Equal();
  for (const int blocks : {1, 3, 8}) {
    const double alpha = 1.0 / blocks, square = alpha * alpha, growth = 1 + square;
    const Pair<double> pair = ResidualNet(blocks, alpha)(1, 1, equal);
    const double ntk = 2 * blocks * square * std::pow(growth, blocks - 1), nngp = std::pow(growth, blocks);
    EXPECT_NEAR(pair.ntk / ntk, 1, kBound * kEps);
    EXPECT_NEAR(pair.nngp / nngp, 1, kBound * kEps);
  }
}

// Training A and v adds their gradients: v gives Sigma_L, A gives <x,z> times what the blocks multiply gradients with.
TEST(ResidualNet, AllLayersAddTheFirstAndTheLast) {
  const Correlation<double> c = Correlation<double>::FromAngle(0.7);
  const double alpha = 0.5;
  for (const int blocks : {1, 2, 4}) {
    const Pair<double> inner = ResidualNet(blocks, alpha)(1, 1, c);
    const Pair<double> all = ResidualNet(blocks, alpha, ResidualNet::Trained::kAllLayers)(1, 1, c);
    double through = c.cosine();
    for (int l = 0; l < blocks; ++l) {
      const double sigma = l == 0 ? c.cosine() : ResidualNet(l, alpha)(1, 1, c).nngp;
      const double rho = sigma / std::pow(1 + alpha * alpha, l);
      through *= 1 + alpha * alpha * (kPi - std::acos(rho)) / kPi;
    }
    EXPECT_EQ(all.nngp, inner.nngp);
    EXPECT_NEAR(all.ntk, inner.ntk + inner.nngp + through, 16 * kBound * kEps);
    EXPECT_GT(std::abs(all.ntk - inner.ntk - inner.nngp), 16 * kBound * kEps);
  }
}

// A branch that drowns the skip connection: V_1 phi(W_1 A x) with A an isometry, the two-layer net.
TEST(ResidualNet, ForLargeAlphaIsFullyConnected) {
  const Correlation<double> c = Correlation<double>::FromAngle(1.1);
  const double alpha = std::ldexp(1.0, 30), square = alpha * alpha;
  const Pair<double> residual = ResidualNet(1, alpha)(1, 1, c), connected = FullyConnected(2)(1, 1, c);
  EXPECT_NEAR(residual.ntk / square, connected.ntk, 8 * kEps);
}

TEST(ResidualNet, RejectsBadParameters) {
  EXPECT_EQ(MessageOf([] { ResidualNet(0, 1); }), "ResidualNet: blocks must be at least 1, got 0");
  EXPECT_THROW(ResidualNet(2, 0), std::invalid_argument);
  EXPECT_THROW(ResidualNet(2, -1), std::invalid_argument);
  EXPECT_THROW(ResidualNet(2, NAN), std::invalid_argument);
  EXPECT_NO_THROW(ResidualNet(2, 0.5));
}

}  // namespace
}  // namespace hadamard_ntk::ntk
