#include "ntk/activate_product.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "ntk/dual_number_testing.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;
using textbook::Kappa0;
using textbook::Kappa1;

/// The documented bound.
constexpr double kBound = 16;

const std::vector<double> kAngles = {0, 1e-12, 1e-8, 1e-4, 0.1, 0.7, 1.5, 2.0, 3.0, 3.1415, std::numbers::pi};

Exact ExactProduct(const Exact& a, const Exact& b) {
  const Exact pi = textbook::ExactPi();
  return Kappa1(a) * Kappa1(b) + Kappa1(Exact(pi - a)) * Kappa1(Exact(pi - b));
}

// theta is exact up to pi/2, the supplement beyond (correlation.h).
Exact ExactAngle(double theta) {
  if (theta <= std::numbers::pi / 2) return theta;
  return textbook::ExactPi() - Exact(Exact(std::numbers::pi) - theta);
}

TEST(ActivateProduct, IsItsClosedForm) {
  double worst = 0, worst_ntk = 0, one_sign = 0;
  for (const double s : kAngles) {
    for (const double t : kAngles) {
      const Preactivation<double> f{{0.5, 2, Correlation<double>::FromAngle(s)}, 0.75},
          g{{1.5, 1, Correlation<double>::FromAngle(t)}, 3};
      const Features<double> h = ActivateProduct<Relu>(f, g);
      const Exact a = ExactAngle(s), b = ExactAngle(t), pi = textbook::ExactPi(), rho = ExactProduct(a, b);
      worst = std::max({worst, textbook::RelativeErrorInEps(h.correlation.one_minus(), Exact(1 - rho)),
                        textbook::RelativeErrorInEps(h.correlation.one_plus(), Exact(1 + rho))});
      one_sign = std::max(one_sign, textbook::RelativeErrorInEps(h.correlation.cosine(), Exact(Kappa1(a) * Kappa1(b))));
      const Exact by_f = Kappa0(a) * Kappa1(b) - Kappa0(Exact(pi - a)) * Kappa1(Exact(pi - b)),
                  by_g = Kappa1(a) * Kappa0(b) - Kappa1(Exact(pi - a)) * Kappa0(Exact(pi - b));
      const Exact at_zero = Exact(0.75) * 1.5 + Exact(3);
      worst_ntk = std::max(worst_ntk, textbook::ErrorInEps(h.ntk, Exact(by_f * 0.75 * 1.5 + by_g * 3), at_zero));
    }
  }
  RecordProperty("worst_error_in_eps", std::to_string(worst));
  EXPECT_LE(worst, kBound);
  EXPECT_LE(worst_ntk, kBound);
  EXPECT_GT(one_sign, 1e6 * kBound);  // without the quadrant of negative factors
}

TEST(ActivateProduct, NtkIsTheDerivativeOfItsNngp) {
  using D = DualNumber<double>;
  const double rho = 0.3, sigma = -0.45, ntk_f = 0.75, ntk_g = 3;
  const auto nngp = [&](double along_f, double along_g) {
    const Preactivation<D> f{{D(0.5), D(2), Correlation<D>::FromCosine(D(rho, along_f))}, D(0)},
        g{{D(1.5), D(1), Correlation<D>::FromCosine(D(sigma, along_g))}, D(0)};
    return ActivateProduct<Relu>(f, g).nngp().slope;
  };
  const Preactivation<double> f{{0.5, 2, Correlation<double>::FromCosine(rho)}, ntk_f},
      g{{1.5, 1, Correlation<double>::FromCosine(sigma)}, ntk_g};
  // d (covariance) = ntk: covariances are rms rms rho, of f 1 rho, of g 1.5 sigma.
  const double ntk = ActivateProduct<Relu>(f, g).ntk;
  EXPECT_NEAR(nngp(ntk_f / 1, ntk_g / 1.5), ntk, 64 * std::numeric_limits<double>::epsilon());
  EXPECT_GT(std::abs(nngp(ntk_f, 0) - ntk), 0.01);
}

// Moments of phi(f g) over drawn pairs, at five standard errors.
TEST(ActivateProduct, IsItsDefinition) {
  constexpr int kDraws = 400'000;
  const double rho = 0.6, sigma = -0.3;
  const Preactivation<double> f{{0.5, 2, Correlation<double>::FromCosine(rho)}, 0},
      g{{1.5, 1, Correlation<double>::FromCosine(sigma)}, 0};
  std::mt19937_64 generator(5);
  std::normal_distribution<double> gaussian;
  std::array<double, 2> sum{}, square{};
  for (int i = 0; i < kDraws; ++i) {
    const double a = gaussian(generator), b = gaussian(generator), c = gaussian(generator), d = gaussian(generator);
    const double f_x = 0.5 * a, f_z = 2 * (rho * a + std::sqrt(1 - rho * rho) * b);
    const double g_x = 1.5 * c, g_z = sigma * c + std::sqrt(1 - sigma * sigma) * d;
    const auto phi = [](double u) { return std::numbers::sqrt2 * std::max(u, 0.0); };
    const std::array drawn = {phi(f_x * g_x) * phi(f_z * g_z), phi(f_x * g_x)};
    for (int k = 0; k < 2; ++k) sum[k] += drawn[k], square[k] += drawn[k] * drawn[k];
  }
  const Features<double> h = ActivateProduct<Relu>(f, g);
  const std::array expected = {h.nngp(), h.mean_x};
  for (int k = 0; k < 2; ++k) {
    const double mean = sum[k] / kDraws, error = std::sqrt((square[k] / kDraws - mean * mean) / kDraws);
    EXPECT_LE(std::abs(mean - expected[k]), 5 * error) << k;
    EXPECT_GT(std::abs(mean - 1.1 * expected[k]), 5 * error) << k;
  }
}

// Of f and g turned at once the product does not know.
TEST(ActivateProduct, IsEven) {
  const auto at = [](double rho, double sigma) {
    return ActivateProduct<Relu>(Preactivation<double>{{1, 1, Correlation<double>::FromCosine(rho)}, 1},
                                 Preactivation<double>{{1, 1, Correlation<double>::FromCosine(sigma)}, 1});
  };
  EXPECT_NEAR(at(0.25, 0.5).nngp(), at(-0.25, -0.5).nngp(), 4 * std::numeric_limits<double>::epsilon());
  EXPECT_NEAR(at(0.25, 0.5).ntk, -at(-0.25, -0.5).ntk, 4 * std::numeric_limits<double>::epsilon());
  EXPECT_EQ(at(-1, -1).correlation.cosine(), 1);
  EXPECT_EQ(at(-1, -1).correlation.one_minus(), 0);
  EXPECT_EQ(at(1, -1).nngp(), 0);
}

// Complex angles near a real one, on both sides of where the larger product changes.
TEST(ActivateProduct, IsAnalytic) {
  using C = std::complex<double>;
  for (const double theta : {0.5, 1.5707, 1.5709, 2.5}) {
    const auto at = [&](double imaginary) {
      const Preactivation<C> f{{1, 1, Correlation<C>::FromAngle(C(theta, imaginary))}, C(1)};
      return ActivateProduct<Relu>(f, f).correlation.one_minus();
    };
    const double step = 1e-4, tolerance = 100 * step * step;  // of a central difference
    const C slope = (at(step) - at(-step)) / C(0, 2 * step);
    const auto real_at = [&](double angle) {
      const Preactivation<double> f{{1, 1, Correlation<double>::FromAngle(angle)}, 1};
      return ActivateProduct<Relu>(f, f).correlation.one_minus();
    };
    EXPECT_NEAR(slope.real(), (real_at(theta + step) - real_at(theta - step)) / (2 * step), tolerance) << theta;
  }
}

}  // namespace
}  // namespace hadamard_ntk::ntk
