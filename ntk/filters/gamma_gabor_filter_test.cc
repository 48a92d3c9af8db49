#include "ntk/filters/gamma_gabor_filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "ntk/filters/textbook_filters_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;
using textbook::RoundsTo;
using textbook::Seen;

using Real = long double;
using Fifty = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

constexpr double kEps = std::numeric_limits<double>::epsilon();

/// Another rule than the filter's: Gauss-Legendre on panels [2^i, 2^{i+1}] of gamma, of the filter at one gamma in long
/// double.  G at (x, z), (x, x) and (z, z), and T.
std::array<Real, 4> Integrate(double alpha, double rate, const GaborLaw& law, double norm_x, double norm_z,
                              const Correlation<double>& c) {
  const Correlation<Real> wide = Correlation<Real>::FromComplements(c.one_minus(), c.one_plus());
  const auto equal = Correlation<Real>::Equal();
  const Real log_norm = alpha * std::log(Real(rate)) - std::lgamma(Real(alpha)), x = norm_x, z = norm_z;
  std::array<Real, 4> sum{};
  using Rule = boost::math::quadrature::gauss<Real, 30>;
  const auto add = [&](Real gamma, Real weight) {
    weight *= std::exp((Real(alpha) - 1) * std::log(gamma) + log_norm - rate * gamma);
    const Features<Real> f = gabor_filter_internal::At<Real>(gamma, law, x, z, wide);
    sum[0] += weight * f.nngp();
    sum[1] += weight * gabor_filter_internal::At<Real>(gamma, law, x, x, equal).nngp();
    sum[2] += weight * gabor_filter_internal::At<Real>(gamma, law, z, z, equal).nngp();
    sum[3] += weight * f.ntk;
  };
  for (int i = static_cast<int>(-65 / alpha) - 20; i < 8; ++i) {
    const Real half = std::ldexp(Real(1), i - 1), middle = 3 * half;
    for (std::size_t k = 0; k < Rule::abscissa().size(); ++k) {
      for (const int side : {-1, 1}) add(middle + side * half * Rule::abscissa()[k], half * Rule::weights()[k]);
    }
  }
  return sum;
}

/// The largest error over n eps, of G, 1 - rho and T.
double WorstError(double alpha, double rate, double planted_alpha) {
  const GaborLaw law{3, 1, 0.75};
  const GammaGaborFilter filter(alpha, rate, law);
  double worst = 0;
  for (const double theta : {0.1, 2.0, 3.1}) {
    for (const auto& [norm_x, norm_z] : {std::pair{0.5, 1.0}, std::pair{1.0, 40.0}, std::pair{1000.0, 1.0}}) {
      const auto c = Correlation<double>::FromAngle(theta);
      const Features<double> f = filter(norm_x, norm_z, c);
      const auto [g, g_x, g_z, t] = Integrate(planted_alpha, rate, law, norm_x, norm_z, c);
      const Real rho = g / std::sqrt(g_x * g_z);
      const auto relative = [&](double found, Real exact) { return std::abs(static_cast<double>(found / exact - 1)); };
      const Real size = std::abs(t) + 2 * norm_x * norm_z * g;  // <x,z> >= -|x||z|
      worst = std::max({worst, relative(f.nngp(), g), relative(f.correlation.one_minus(), 1 - rho),
                        std::abs(static_cast<double>((f.ntk - t) / size))});
    }
  }
  return worst / (kEps * filter.nodes());
}

TEST(GammaGaborFilter, IsTheExpectationOverGamma) {
  for (const double alpha : {0.5, 2.0, 8.0}) {
    for (const double rate : {1.0, 6.0}) {
      const double worst = WorstError(alpha, rate, alpha);
      RecordProperty("worst_error_over_n_eps", std::to_string(worst));
      EXPECT_LE(worst, 1) << alpha << " " << rate;
      EXPECT_GT(WorstError(alpha, rate, alpha + 1e-6), 1e3) << alpha << " " << rate;
    }
  }
  EXPECT_GT(GammaGaborFilter(2, 1, {}).nodes(), 150);
  EXPECT_LT(GammaGaborFilter(2, 1, {}).nodes(), 250);
}

TEST(GammaGaborFilter, HasThePrintedValues) {
  const GammaGaborFilter filter(2, 1, {3, 1, 1});
  const auto at = [&](const textbook::ExactVector& z) {
    const Seen<Exact> seen = textbook::See(textbook::PrintedX(), z);
    return filter(
        Fifty(seen.norm_x), Fifty(seen.norm_z),
        Correlation<Fifty>::FromComplements(Fifty(seen.correlation.one_minus()), Fifty(seen.correlation.one_plus())));
  };
  const Features<Fifty> f = at(textbook::PrintedZ()), self = at(textbook::PrintedX());
  EXPECT_TRUE(RoundsTo(Exact(f.nngp()), "0.05745792421535691644274"));
  EXPECT_TRUE(RoundsTo(Exact(f.ntk), "0.2043901123149540578501"));
  EXPECT_TRUE(RoundsTo(Exact(self.nngp()), "0.1061389850855832573311"));
  EXPECT_TRUE(RoundsTo(Exact(self.ntk), "0.5129091387363363838575"));
  EXPECT_FALSE(RoundsTo(Exact(f.nngp()), "0.05745792421535691644275"));
}

// Of inputs that a rounded sum over nodes cannot tell apart.
TEST(GammaGaborFilter, KeepsADistanceOfOneTrillionth) {
  const GammaGaborFilter filter(2, 1, {3, 1, 1});
  const auto gap = [&](double theta) {
    return filter(1.0, 1.0, Correlation<double>::FromAngle(theta)).correlation.one_minus();
  };
  // 1 - rho is theta^2 times a constant, up to theta^2 of that.
  EXPECT_NEAR(gap(0x1p-40) * 0x1p20, gap(0x1p-30), (filter.nodes() * kEps + 0x1p-56) * gap(0x1p-30));
}

// G ~ |x|^{-2 alpha}, so log2 of G at 2|x| over G at |x| is -2 alpha up to O(1/|x|): norms of 2^10 and more.
TEST(GammaGaborFilter, FallsLikeAPower) {
  const auto c = Correlation<double>::FromAngle(1);
  for (const double alpha : {0.75, 2.0}) {
    const GammaGaborFilter filter(alpha, 1, {3, 1, 1});
    const double slope = std::log2(filter(0x1p12, 1, c).nngp() / filter(0x1p11, 1, c).nngp());
    EXPECT_NEAR(slope, -2 * alpha, 4 * 0x1p-10);
    EXPECT_LT(GaborFilter(alpha, {3, 1, 1})(0x1p11, 1, c).nngp(), 1e-300);  // control: a fixed gamma
  }
}

TEST(GammaGaborFilter, RejectsBadParameters) {
  EXPECT_THROW(GammaGaborFilter(0.1, 1, {}), std::invalid_argument);
  EXPECT_THROW(GammaGaborFilter(100, 1, {}), std::invalid_argument);
  EXPECT_THROW(GammaGaborFilter(2, 0, {}), std::invalid_argument);
  EXPECT_THROW(GammaGaborFilter(2, 1, {.dimension = 0}), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
