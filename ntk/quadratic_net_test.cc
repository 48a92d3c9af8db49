#include "ntk/quadratic_net.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "ntk/dual_number_testing.h"
#include "ntk/identity.h"
#include "ntk/sampled_kernel_testing.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;
using textbook::Kappa0;
using textbook::Kappa1;
using textbook::Kernels;

constexpr double kBound = 32;

/// That many roundings of it.
void ExpectValue(double computed, double exact) {
  EXPECT_NEAR(computed, exact, kBound * std::numeric_limits<double>::epsilon() * exact);
}

/// Every covariance written out; `signs` = 1 forgets the quadrant in which both factors are negative.
Kernels<Exact> ExactNet(int depth, const Exact& norm_x, const Exact& norm_z, const Exact& theta, int signs = 2) {
  const Exact pi = textbook::ExactPi();
  Exact q_x = norm_x * norm_x, q_z = norm_z * norm_z, s = norm_x * norm_z * cos(theta), k = 0;
  for (int l = 1; l <= depth; ++l) {
    const Exact scale = sqrt(Exact((q_x + 1) * (q_z + 1))), below = k + s + 1;
    const Exact angle = textbook::ArcCosine(Exact((s + 1) / scale)), other = pi - angle;
    s = scale * scale * (Kappa1(angle) * Kappa1(angle) + (signs - 1) * Kappa1(other) * Kappa1(other));
    k = 2 * scale * below * (Kappa0(angle) * Kappa1(angle) - (signs - 1) * Kappa0(other) * Kappa1(other));
    q_x = (q_x + 1) * (q_x + 1);
    q_z = (q_z + 1) * (q_z + 1);
  }
  return {s, s + k};
}

double WorstError(int depth, int signs) {
  double worst = 0;
  for (const double norm_x : {1.0, 0.7}) {
    const double norm_z = 2.3 - norm_x;
    const Kernels<Exact> at_zero = ExactNet(depth, norm_x, norm_z, 0);
    for (double theta = 0; theta < std::numbers::pi; theta += 0.0317) {
      const Pair<double> pair = QuadraticNet(depth)(norm_x, norm_z, Correlation<double>::FromAngle(theta));
      worst = std::max(worst,
                       textbook::PairErrorInEps(pair, ExactNet(depth, norm_x, norm_z, Exact(theta), signs), at_zero));
    }
  }
  return worst;
}

TEST(QuadraticNet, IsTheRecursion) {
  for (const int depth : {1, 2, 3}) {
    EXPECT_LE(WorstError(depth, 2), kBound) << depth;
    EXPECT_GT(WorstError(depth, 1), 1e6 * kBound) << depth;
  }
}

// One layer of one unit: the mean over weights is the limit at every width.
TEST(QuadraticNet, IsItsDefinition) {
  using D = DualNumber<double>;
  const std::array<double, 2> x{0.8, -0.3}, z{0.2, 1.1};
  const auto net = [&](const std::vector<D>& w) {
    const auto f = [&](const std::array<double, 2>& at) {
      const D r = w[0] * D(at[0]) + w[1] * D(at[1]) + w[2], g = w[3] * D(at[0]) + w[4] * D(at[1]) + w[5];
      const D q = r * g;
      return q >= D(0.0) ? D(std::numbers::sqrt2) * w[6] * q : D(0.0);
    };
    return std::array{f(x), f(z)};
  };
  const auto estimates = SampleKernel(7, 400'000, 7, net, [](std::size_t) { return 1.0; });
  const double norm_x = std::hypot(x[0], x[1]), norm_z = std::hypot(z[0], z[1]);
  const auto c = Correlation<double>::FromCosine((x[0] * z[0] + x[1] * z[1]) / (norm_x * norm_z));
  const Pair<double> limit = QuadraticNet(1)(norm_x, norm_z, c);
  EXPECT_TRUE(estimates[0].Agrees(limit.nngp)) << estimates[0].mean << " " << limit.nngp;
  EXPECT_TRUE(estimates[1].Agrees(limit.ntk)) << estimates[1].mean << " " << limit.ntk;
  EXPECT_FALSE(estimates[1].Agrees(1.05 * limit.ntk));
}

// |x|^2 = 21/16, |z|^2 = 14/16, <x,z> = 7/16; and the norms of x o x, z o z, and their product.
struct GoldenPair {
  double xx, zz, xz, xx_powers, zz_powers, xz_powers;
};
constexpr GoldenPair kApart{1.3125, 0.875, 0.4375, 1.06640625, 0.3828125, 0.30078125};
constexpr GoldenPair kSame{1.3125, 1.3125, 1.3125, 1.06640625, 1.06640625, 1.06640625};

TEST(QuadraticNet, MeetsIndependentValues) {
  const auto at = [](const GoldenPair& p) {
    return QuadraticNet(1)(std::sqrt(p.xx), std::sqrt(p.zz),
                           Correlation<double>::FromCosine(p.xz / std::sqrt(p.xx * p.zz)));
  };
  ExpectValue(at(kApart).nngp, 2.40498686380251443);
  ExpectValue(at(kApart).ntk, 5.62639178801238403);
  ExpectValue(at(kSame).nngp, 5.34765625);
  ExpectValue(at(kSame).ntk, 16.04296875);
}

// q = r o g + W_b (x o x) + c without activation, f = sqrt(2/m) a . q: in the algebra, x o x is an input of its own.
TEST(QuadraticNet, WithPowersAndNoActivationIsAPolynomial) {
  const auto at = [](const GoldenPair& p) {
    const auto input = [](double xx, double zz, double xz) {
      return Input<double>(std::sqrt(xx), std::sqrt(zz), Correlation<double>::FromCosine(xz / std::sqrt(xx * zz)));
    };
    const Features<double> r = Activate<Identity>(Dense(input(p.xx, p.zz, p.xz), 1, 1));
    const auto s = Activate<Identity>(Dense(input(p.xx_powers, p.zz_powers, p.xz_powers), 1, 1));
    return Readout(Sum(HadamardProduct(r, r), s), 2).ntk;
  };
  ExpectValue(at(kApart), 17.6015625);  // 2 (3 lambda^2 + 2 H), lambda = <x,z> + 1, H = <x o x, z o z> + 1
  ExpectValue(at(kSame), 40.3515625);
}

TEST(QuadraticNet, SquaresFromLayerToLayer) {
  const auto equal = Correlation<double>::Equal();
  ExpectValue(QuadraticNet(3)(1, 1, equal).nngp, 26 * 26);  // rms: 1, 2, 5, 26
  EXPECT_TRUE(std::isfinite(QuadraticNet(9)(1, 1, equal).ntk));
  EXPECT_FALSE(std::isfinite(QuadraticNet(10)(1, 1, equal).nngp));
}

TEST(QuadraticNet, RejectsBadParameters) { EXPECT_THROW(QuadraticNet(0), std::invalid_argument); }

}  // namespace
}  // namespace hadamard_ntk::ntk
