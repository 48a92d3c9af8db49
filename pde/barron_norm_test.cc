#include "pde/barron_norm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <stdexcept>
#include <vector>

namespace hadamard_ntk::pde {
namespace {

// Roundings of sums of a few hundred terms.
constexpr double kRounding = 1 + 1e-12;

struct Draws {
  std::mt19937_64 engine{7};
  int Integer(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine); }
  double Normal() { return std::normal_distribution<double>()(engine); }
  TrigonometricSum Sum(int d, int terms, int bandwidth) {
    TrigonometricSum f(d);
    for (int i = 0; i < terms; ++i) {
      Frequency w(static_cast<std::size_t>(d));
      for (int& entry : w) entry = Integer(-bandwidth, bandwidth);
      f += TrigonometricSum::Cosine(w, Normal(), Normal());
    }
    return f;
  }
};

TEST(BarronNormTest, IsItsDefinition) {
  const auto f = TrigonometricSum::Cosine({3, 4}, 2) + TrigonometricSum::Constant(2, -1.5);
  EXPECT_DOUBLE_EQ(f.BarronNorm(), 2 * 6 + 1.5);
  EXPECT_EQ(f.Bandwidth(), 4);
  EXPECT_DOUBLE_EQ(f({.1, .2}), 2 * std::cos(1.1) - 1.5);
  EXPECT_EQ((f + -1.0 * f).terms().size(), 0u);
  EXPECT_EQ((f + -1.0 * f).BarronNorm(), 0);
  TrigonometricSum twice = f;
  twice += twice;
  EXPECT_DOUBLE_EQ(twice.BarronNorm(), 2 * f.BarronNorm());
}

// Values of sums, products, derivatives and resolvents at points: the algebra is that of functions.
TEST(BarronNormTest, TermsAreThoseOfTheFunctions) {
  Draws draws;
  for (int trial = 0; trial < 50; ++trial) {
    const auto f = draws.Sum(3, 4, 3), g = draws.Sum(3, 5, 3);
    std::vector<double> x = {draws.Normal(), draws.Normal(), draws.Normal()};
    const double scale = 1e-12 * (1 + f.BarronNorm() * g.BarronNorm());
    EXPECT_NEAR((f + g)(x), f(x) + g(x), scale);
    EXPECT_NEAR((f * g)(x), f(x) * g(x), scale);
    // -Laplace r + r = f for the resolvent r.
    const auto r = f.Resolvent();
    double sum = r(x);
    for (int j = 0; j < 3; ++j) sum -= r.Derivative(j).Derivative(j)(x);
    EXPECT_NEAR(sum, f(x), scale);
    const double h = 1e-5;  // central difference: h^2 |f'''| + eps |f|/h
    std::vector<double> ahead = x, back = x;
    ahead[1] += h, back[1] -= h;
    EXPECT_NEAR(f.Derivative(1)(x), (f(ahead) - f(back)) / (2 * h), 1e-8 * (1 + f.BarronNorm()));
    EXPECT_GT(std::abs((f * g)(x)-f(x) * g(x) - 1e-6), scale);
  }
}

// Lemma 6, on random sums; how near a bound comes is recorded by the largest ratio.
TEST(BarronNormTest, BoundsOfTheAlgebraHold) {
  Draws draws;
  double sum = 0, product = 0, derivative = 0, resolvent = 0;
  for (int trial = 0; trial < 500; ++trial) {
    const int d = draws.Integer(1, 5);
    const auto f = draws.Sum(d, draws.Integer(1, 6), 4), g = draws.Sum(d, draws.Integer(1, 6), 4);
    const double nf = f.BarronNorm(), ng = g.BarronNorm();
    if (nf == 0 || ng == 0) continue;
    sum = std::max(sum, (f + g).BarronNorm() / (nf + ng));
    product = std::max(product, (f * g).BarronNorm() / (nf * ng));
    resolvent = std::max(resolvent, f.Resolvent().BarronNorm() / nf);
    const auto df = f.Derivative(draws.Integer(0, d - 1));
    if (f.Bandwidth() > 0) derivative = std::max(derivative, df.BarronNorm() / (f.Bandwidth() * nf));
  }
  for (const double ratio : {sum, product, derivative, resolvent}) {
    EXPECT_LE(ratio, kRounding);
    EXPECT_GT(ratio, .5);
  }
}

TEST(BarronNormTest, BoundsAreReached) {
  const auto e = TrigonometricSum::Exponential({5, -2, 1}), other = TrigonometricSum::Exponential({0, 1, 7});
  EXPECT_DOUBLE_EQ((e + other).BarronNorm(), e.BarronNorm() + other.BarronNorm());
  EXPECT_DOUBLE_EQ(e.Derivative(0).BarronNorm(), 5 * e.BarronNorm());
  const auto constant = TrigonometricSum::Constant(3, 2);
  EXPECT_DOUBLE_EQ((e * constant).BarronNorm(), e.BarronNorm() * 2);
  EXPECT_DOUBLE_EQ(constant.Resolvent().BarronNorm(), constant.BarronNorm());
  // Not reached: a product of two exponentials neither of which is constant.
  EXPECT_LT((e * other).BarronNorm(), .5 * e.BarronNorm() * other.BarronNorm());
}

TEST(BarronNormTest, HomogeneousPolynomialsOfSeveralSumsKeepTheirBound) {
  Draws draws;
  double largest = 0;
  for (int trial = 0; trial < 100; ++trial) {
    const int n = draws.Integer(1, 3), degree = draws.Integer(1, 3);
    std::vector<TrigonometricSum> g;
    double norm_g = 0;
    for (int i = 0; i < n; ++i) {
      g.push_back(draws.Sum(2, 2, 2));
      norm_g = std::max(norm_g, g.back().BarronNorm());
    }
    TrigonometricSum p(2);
    double square = 0;
    const int tuples = static_cast<int>(std::pow(n, degree));
    for (int tuple = 0; tuple < tuples; ++tuple) {
      const double a = draws.Normal();
      square += a * a;
      auto monomial = TrigonometricSum::Constant(2, a);
      for (int i = 0, rest = tuple; i < degree; ++i, rest /= n)
        monomial = monomial * g[static_cast<std::size_t>(rest % n)];
      p += monomial;
    }
    const double bound = std::pow(n, degree / 2.0) * std::sqrt(square) * std::pow(norm_g, degree);
    largest = std::max(largest, p.BarronNorm() / bound);
  }
  EXPECT_LE(largest, kRounding);
  EXPECT_GT(largest, .5);
  // Of several degrees at once the bound is false: 1 + z at g = 1.
  EXPECT_GT((TrigonometricSum::Constant(1, 1) + TrigonometricSum::Constant(1, 1)).BarronNorm(), std::sqrt(2.0));
}

// To all digits printed.
TEST(BarronNormTest, SineOfACosine) {
  const double amplitudes[] = {1, 2, 4, 8, 16, 32, 64, 128};
  const double norms[] = {1.9197304100898,  3.4257702931970,  5.5530807836490,   13.8688621478857,
                          30.0378455605967, 78.8065627459393, 198.8211170626001, 547.2805742224132};
  for (int i = 0; i < 8; ++i) {
    const double norm = SineOfCosinesNorm(amplitudes[i]);
    EXPECT_LE(std::abs(norm - norms[i]), 1e-13 * norms[i] + 5e-14) << amplitudes[i];
    EXPECT_GT(std::abs(SineOfCosinesNorm(amplitudes[i], 1, 1 + 1e-9) - norms[i]), 1e-13 * norms[i] + 5e-14);
  }
  EXPECT_EQ(SineOfCosinesNorm(0), 0);
}

// The slope of log norm against log A from 16 to 64, by least squares over 17 points. The law's relative correction is
// of order A^{-1/2}, from the A^{1/3} frequencies next to A, so the slope is less than the exponent by up to A^{-1/2}.
TEST(BarronNormTest, GrowsLikeAPowerThatCountsDirections) {
  for (int s = 1; s <= 3; ++s) {
    double sum_xy = 0, sum_xx = 0, mean = 0;
    for (int i = -8; i <= 8; ++i) mean += std::log(SineOfCosinesNorm(32 * std::pow(2, i / 8.0), s)) / 17;
    for (int i = -8; i <= 8; ++i) {
      const double x = i / 8.0 * std::numbers::ln2;
      sum_xy += x * (std::log(SineOfCosinesNorm(32 * std::exp(x), s)) - mean);
      sum_xx += x * x;
    }
    const double exponent = s / 2.0 + 1, slope = sum_xy / sum_xx;
    EXPECT_LE(slope, exponent) << s;
    EXPECT_GE(slope, exponent - .25) << s;
  }
}

TEST(BarronNormTest, NoPowerBoundsTheSineForAllNumbersOfDirections) {
  for (const double a : {.3, 1.0, 5.0}) {
    for (int s = 1; s <= 3; ++s) {
      const double norm = SineOfCosinesNorm(a, s), least = SineOfCosinesLeastNorm(a, s);
      EXPECT_LE(least, norm * kRounding) << a << " " << s;
      // Of weights 1 + |n| >= 2, most are below 2 (1 + A) sqrt(s).
      EXPECT_GT(2 * (1 + a) * std::sqrt(s) * least, norm) << a << " " << s;
    }
  }
  // Per direction a factor of S = 1.92, and of 2 in the argument's norm.
  EXPECT_GT(SineOfCosinesLeastNorm(1, 100) / SineOfCosinesLeastNorm(1, 50), std::pow(1.9, 50));
}

// By the power series of sin, in the algebra: another road to the coefficients.
TEST(BarronNormTest, SineByItsPowerSeries) {
  const auto series_norm = [](const TrigonometricSum& argument) {
    TrigonometricSum sum = argument, power = argument;
    for (int n = 3; n <= 31; n += 2) {
      power = -1.0 / (n * (n - 1)) * (power * argument * argument);
      sum += power;
    }
    return sum.BarronNorm();
  };
  const auto one = TrigonometricSum::Cosine({1, 0}, 1.5);
  EXPECT_LE(std::abs(series_norm(one) / SineOfCosinesNorm(1.5) - 1), 1e-13);
  const auto two = one + TrigonometricSum::Cosine({0, 1}, 1.5);
  EXPECT_LE(std::abs(series_norm(two) / SineOfCosinesNorm(1.5, 2) - 1), 1e-12);
  EXPECT_LE(std::abs(series_norm(TrigonometricSum::Cosine({3, 4}, 1.5)) / SineOfCosinesNorm(1.5, 1, 5) - 1), 1e-13);
  EXPECT_GT(std::abs(series_norm(two) / SineOfCosinesNorm(1.5, 1) - 1), .1);
}

TEST(BarronNormTest, NamesWhatIsWrong) {
  EXPECT_THROW(TrigonometricSum(0), std::invalid_argument);
  EXPECT_THROW(TrigonometricSum(2) + TrigonometricSum(3), std::invalid_argument);
  EXPECT_THROW(TrigonometricSum(2) * TrigonometricSum(3), std::invalid_argument);
  EXPECT_THROW(TrigonometricSum(2)({1.0}), std::invalid_argument);
  EXPECT_THROW(TrigonometricSum(2).Derivative(2), std::invalid_argument);
  EXPECT_THROW(TrigonometricSum::Cosine({1}, NAN), std::invalid_argument);
  EXPECT_THROW(SineOfCosinesNorm(-1), std::invalid_argument);
  EXPECT_THROW(SineOfCosinesNorm(1, 4), std::invalid_argument);
  EXPECT_THROW(SineOfCosinesNorm(1, 1, INFINITY), std::invalid_argument);
  EXPECT_THROW(SineOfCosinesLeastNorm(1, 0), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::pde
