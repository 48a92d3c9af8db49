#include "ntk/relinear_net.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "ntk/dual_number_testing.h"
#include "ntk/fully_connected.h"
#include "ntk/sampled_kernel_testing.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;
using textbook::Kappa0;
using textbook::Kappa1;

double Bound(int depth) { return 4 + 4 * depth; }

using ExactParts = std::array<Exact, 4>;

/// Every covariance written out; a planted fault takes k_1 for k_2 in the gate's part.
ExactParts ExactNet(int depth, const Exact& norm_x, const Exact& norm_z, const Exact& theta, const Exact& powers,
                    bool fault = false) {
  Exact q_x = norm_x * norm_x, q_z = norm_z * norm_z, s = norm_x * norm_z * cos(theta), fourth = powers;
  Exact linear = 0, gate = 0, power = 0;
  for (int l = 1; l <= depth; ++l) {
    const Exact scale = sqrt(Exact((q_x + 1) * (q_z + 1))), below = s + 1;
    const Exact angle = textbook::ArcCosine(Exact(below / scale)), slope = Kappa0(angle), next = scale * Kappa1(angle);
    linear = slope * (linear + below);
    gate = slope * gate + below * (fault ? slope : next);
    power = slope * (power + fourth + 1);
    const Exact j2 = 3 * sin(angle) * cos(angle) + (textbook::ExactPi() - angle) * (1 + 2 * cos(angle) * cos(angle));
    fourth = scale * scale * j2 / textbook::ExactPi();
    s = next;
    q_x += 1;
    q_z += 1;
  }
  return {s, linear, gate, power};
}

double WorstError(int depth, bool fault) {
  double worst = 0;
  for (const double norm_x : {1.0, 0.7}) {
    const double norm_z = 2.3 - norm_x, powers = 0.3;
    const ExactParts at_zero = ExactNet(depth, norm_x, norm_z, 0, powers);
    for (double theta = 0; theta < std::numbers::pi; theta += 0.0317) {
      const auto p = ReLinearNet(depth).Parts<double>(norm_x, norm_z, Correlation<double>::FromAngle(theta), powers);
      const ExactParts exact = ExactNet(depth, norm_x, norm_z, Exact(theta), powers, fault);
      const std::array computed = {p.readout, p.linear, p.gate, p.power};
      for (int i = 0; i < 4; ++i) worst = std::max(worst, textbook::ErrorInEps(computed[i], exact[i], at_zero[i]));
    }
  }
  return worst;
}

TEST(ReLinearNet, IsTheRecursion) {
  for (const int depth : {1, 2, 3, 6}) {
    EXPECT_LE(WorstError(depth, false), Bound(depth)) << depth;
    EXPECT_GT(WorstError(depth, true), 1e6 * Bound(depth)) << depth;
  }
}

// x = (.5, -.25, 1), z = (.25, .75, .5): forty digits of another program, checked there by finite nets.
TEST(ReLinearNet, MeetsIndependentValues) {
  struct Row {
    int depth;
    std::array<double, 4> apart, same;
  };
  const Row rows[] = {{1,
                       {1.54693589060745126, 1.06740320917345932, 2.22372034274821118, 0.965883882214027046},
                       {2.3125, 2.3125, 5.34765625, 2.06640625}},
                      {2,
                       {2.61515890983652162, 2.92401462440328442, 8.45964063795241797, 8.35075380079178351},
                       {3.3125, 5.625, 16.3203125, 19.109375}},
                      {3,
                       {3.66368912273471792, 5.52822961565473287, 20.3966144952837025, 26.8747045756017858},
                       {4.3125, 9.9375, 34.91796875, 53.02734375}}};
  const auto meets = [](const ReLinearParts<double>& p, const std::array<double, 4>& expected, double scale) {
    const std::array computed = {p.readout, p.linear, p.gate, p.power};
    bool all = true;
    for (int i = 0; i < 4; ++i) all = all && std::abs(computed[i] - scale * expected[i]) <= 1e-14 * expected[i];
    return all;
  };
  const double norm_x = std::sqrt(1.3125), norm_z = std::sqrt(0.875);
  const auto c = Correlation<double>::FromCosine(0.4375 / (norm_x * norm_z)), equal = Correlation<double>::Equal();
  for (const Row& row : rows) {
    const ReLinearNet net(row.depth);
    EXPECT_TRUE(meets(net.Parts<double>(norm_x, norm_z, c, 0.30078125), row.apart, 1)) << row.depth;
    EXPECT_TRUE(meets(net.Parts<double>(norm_x, norm_x, equal, 1.06640625), row.same, 1)) << row.depth;
    EXPECT_FALSE(meets(net.Parts<double>(norm_x, norm_z, c, 0.30078125), row.apart, 1 + 1e-12)) << row.depth;
  }
}

TEST(ReLinearNet, WithoutTheGateIsAConventionalNet) {
  for (const int depth : {1, 2, 4}) {
    const auto c = Correlation<double>::FromAngle(0.8);
    // FullyConnected has a bias in its readout, and no other difference.
    const Pair<double> conventional = FullyConnected(depth + 1, 1)(1.25, 0.75, c);
    const double eps = std::numeric_limits<double>::epsilon() * Bound(depth) * conventional.ntk;
    EXPECT_NEAR(ReLinearNet(depth, 0)(1.25, 0.75, c).nngp, conventional.nngp - 1, eps);
    EXPECT_NEAR(ReLinearNet(depth, 0)(1.25, 0.75, c).ntk, conventional.ntk - 1, eps);
    EXPECT_GT(ReLinearNet(depth, 0.01)(1.25, 0.75, c).ntk, conventional.ntk - 1 + 1e-3);
  }
}

// All four parts, from the kernel without the first W_b and the net in which c_1 alone is trained.
TEST(ReLinearNet, ThePowersAreAFactorOfTheFirstBias) {
  const double norm_x = 1.25, norm_z = 0.75, powers = 0.3, rate = 0.5;
  const auto c = Correlation<double>::FromAngle(0.8);
  for (const int depth : {1, 2, 4}) {
    const auto p = ReLinearNet(depth).Parts<double>(norm_x, norm_z, c, powers);
    const double all = p.readout + p.linear + 0.25 * p.gate + rate * p.power;
    Features<double> h = Input<double>(norm_x, norm_z, c);
    double first_bias = 1;
    for (int layer = 1; layer <= depth; ++layer) {
      const Preactivation<double> r = Dense(h, 1, 1);
      first_bias *= Relu::DualSlope(r.correlation.Resolved());
      h = Activate<Relu>(r);
    }
    const double known = ReLinearNet(depth, 0.25, rate)(norm_x, norm_z, c).ntk;
    const double bound = 2 * Bound(depth) * std::numeric_limits<double>::epsilon() * all;
    EXPECT_NEAR(known + rate * powers * first_bias, all, bound) << depth;
    EXPECT_GT(std::abs(known - all), 1e6 * bound) << depth;
    EXPECT_GT(std::abs(ReLinearNet(depth, 0.25)(norm_x, norm_z, c).ntk - known), 1e6 * bound) << depth;
  }
}

// One layer of one unit: the mean over weights is the limit at every width.  The gate's and the powers' weights are 0.
TEST(ReLinearNet, IsItsDefinition) {
  using D = DualNumber<double>;
  const std::array<double, 2> x{0.8, -0.3}, z{0.2, 1.1};
  const auto net = [&](const std::vector<D>& w) {
    const auto f = [&](const std::array<double, 2>& at) {
      const auto zero = [&](int i) { return D(0.0, w[i].slope); };
      const D r = w[0] * D(at[0]) + w[1] * D(at[1]) + w[2];
      const D g = D(1.0) + zero(3) * D(at[0]) + zero(4) * D(at[1]) + zero(5);
      const D s = zero(6) * D(at[0] * at[0]) + zero(7) * D(at[1] * at[1]) + zero(8);
      const D q = r * g + s;
      return q >= D(0.0) ? D(std::numbers::sqrt2) * w[9] * q : D(0.0);
    };
    return std::array{f(x), f(z)};
  };
  const double norm_x = std::hypot(x[0], x[1]), norm_z = std::hypot(z[0], z[1]);
  const auto c = Correlation<double>::FromCosine((x[0] * z[0] + x[1] * z[1]) / (norm_x * norm_z));
  const double powers = x[0] * x[0] * z[0] * z[0] + x[1] * x[1] * z[1] * z[1];
  const auto parts = ReLinearNet(1).Parts<double>(norm_x, norm_z, c, powers);
  const std::array limits = {parts.linear, parts.gate, parts.power, parts.readout};
  const std::array<std::size_t, 5> begin = {0, 3, 6, 9, 10};
  for (int part = 0; part < 4; ++part) {
    const auto slope = [&](std::size_t i) { return i >= begin[part] && i < begin[part + 1] ? 1.0 : 0.0; };
    const Estimate ntk = SampleKernel(11, 300'000, 10, net, slope)[1];
    EXPECT_TRUE(ntk.Agrees(limits[part])) << part << ": " << ntk.mean << " " << limits[part];
    EXPECT_FALSE(ntk.Agrees(1.05 * limits[part])) << part;
  }
}

TEST(ReLinearNet, RejectsBadParameters) {
  EXPECT_THROW(ReLinearNet(0), std::invalid_argument);
  EXPECT_THROW(ReLinearNet(1, -1), std::invalid_argument);
  EXPECT_THROW(ReLinearNet(1, NAN), std::invalid_argument);
  EXPECT_THROW(ReLinearNet(1, 1, -1), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
