#include "ntk/features.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <vector>

#include "ntk/identity.h"
#include "ntk/relu.h"

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

// Only Gaussians are activated, only Features multiplied.
template <class T>
concept Activatable = requires(T h) {
  Activate<Relu>(h);
};
template <class T>
concept Multipliable = requires(T h) {
  HadamardProduct(h, h);
};
static_assert(Activatable<Preactivation<double>> && !Activatable<Features<double>>);
static_assert(Multipliable<Features<double>> && !Multipliable<Preactivation<double>>);

Features<double> Branch(double norm_x, double norm_z, double angle) {
  return Activate<Relu>(Dense(Input<double>(norm_x, norm_z, Correlation<double>::FromAngle(angle))));
}

/// Unlike factors, far from commuting numbers.
std::vector<Features<double>> Factors() {
  std::vector<Features<double>> factors;
  for (int i = 0; i < 5; ++i) {
    Features<double> f = Branch(1 + 0.25 * i, 2 - 0.125 * i, 0.3 + 0.55 * i);
    f.ntk += 0.5 * i;
    factors.push_back(f);
  }
  return factors;
}

/// The product rule, written out: one term for every factor that is differentiated.
double Expansion(const std::vector<Features<double>>& factors) {
  double sum = 0;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    double term = factors[i].ntk;
    for (std::size_t j = 0; j < factors.size(); ++j) {
      if (j != i) term *= factors[j].nngp();
    }
    sum += term;
  }
  return sum;
}

// n factors, n^2 roundings of terms of either sign: conditioned by the sum of their absolute values.
TEST(Features, HadamardProductIsTheProductRule) {
  const std::vector<Features<double>> factors = Factors();
  Features<double> product = factors[0];
  double scale = std::abs(factors[0].ntk), value = factors[0].nngp();
  for (std::size_t i = 1; i < factors.size(); ++i) {
    scale = scale * std::abs(factors[i].nngp()) + std::abs(value) * std::abs(factors[i].ntk);
    value *= factors[i].nngp();
    product = HadamardProduct(product, factors[i]);
  }
  const double tolerance = 25 * kEps * scale, expected = Expansion(factors);
  EXPECT_NEAR(product.ntk, expected, tolerance);
  EXPECT_NEAR(product.nngp(), value, 25 * kEps * std::abs(value));
  // Negative control: one factor held fixed.
  std::vector<Features<double>> fixed = factors;
  fixed[2].ntk = 0;
  EXPECT_GT(std::abs(product.ntk - Expansion(fixed)), tolerance);
}

TEST(Features, PowerIsTheRepeatedProduct) {
  const Features<double> f = Branch(1.25, 0.75, 1.1);
  Features<double> product = Constant<double>(1);
  for (int n = 0; n <= 20; ++n) {
    const Features<double> power = Power(f, n);
    const double tolerance = 8 * (n + 1) * kEps;
    EXPECT_NEAR(power.nngp() / product.nngp(), 1, tolerance) << n;
    EXPECT_NEAR(power.ntk, product.ntk, tolerance * (product.ntk + 1)) << n;
    EXPECT_NEAR(power.rms_x / product.rms_x, 1, tolerance) << n;
    EXPECT_NEAR(power.mean_z / product.mean_z, 1, tolerance) << n;
    EXPECT_NEAR(power.correlation.one_minus(), product.correlation.one_minus(), tolerance) << n;
    product = HadamardProduct(product, f);
  }
  EXPECT_EQ(Power(f, 1).ntk, f.ntk);
}

TEST(Features, DenseAddsTheNngpToTheNtk) {
  const Features<double> f = Branch(1.5, 2.0, 0.8);
  const Preactivation<double> plain = Dense(f);
  EXPECT_EQ(plain.nngp(), f.nngp());
  EXPECT_EQ(plain.ntk, f.ntk + f.nngp());
  const Preactivation<double> dense = Dense(f, 2.25, 0.49);
  const double nngp = 2.25 * f.nngp() + 0.49, ntk = 2.25 * (f.ntk + f.nngp()) + 0.49;
  EXPECT_NEAR(dense.nngp() / nngp, 1, 8 * kEps);
  EXPECT_NEAR(dense.ntk / ntk, 1, 8 * kEps);
  EXPECT_NEAR(dense.rms_x * dense.rms_x, 2.25 * f.rms_x * f.rms_x + 0.49, 8 * kEps * dense.rms_x * dense.rms_x);
  const Pair<double> readout = Readout(f, 2.25, 0.49);
  EXPECT_NEAR(readout.nngp / nngp, 1, 4 * kEps);
  EXPECT_NEAR(readout.ntk / ntk, 1, 4 * kEps);
}

TEST(Features, ActivateAppliesDualSlopeAndMean) {
  const Preactivation<double> h = Dense(Input<double>(1.5, 2.0, Correlation<double>::FromAngle(0.8)));
  const Features<double> f = Activate<Relu>(h);
  EXPECT_EQ(f.nngp(), 3.0 * Relu::Dual(h.correlation));
  EXPECT_EQ(f.ntk, Relu::DualSlope(h.correlation) * h.ntk);
  EXPECT_EQ(f.mean_x, 1.5 * Relu::Mean<double>());
  EXPECT_EQ(f.mean_z, 2.0 * Relu::Mean<double>());
  const Features<double> same = Activate<Identity>(h);
  EXPECT_EQ(same.nngp(), h.nngp());
  EXPECT_EQ(same.ntk, h.ntk);
  EXPECT_EQ(same.mean_x, 0);
}

TEST(Features, SumAddsAndCrossesMeans) {
  const Features<double> f = Branch(1.5, 2.0, 0.8), g = Branch(0.5, 3.0, 2.2);
  const Features<double> sum = Sum(f, g);
  const double nngp = f.nngp() + g.nngp() + f.mean_x * g.mean_z + g.mean_x * f.mean_z;
  EXPECT_NEAR(sum.nngp(), nngp, 16 * kEps * nngp);
  EXPECT_EQ(sum.ntk, f.ntk + g.ntk);
  EXPECT_EQ(sum.mean_x, f.mean_x + g.mean_x);
  // Gaussians are centred: nothing crosses.
  const Preactivation<double> p = Dense(f), q = Dense(g);
  EXPECT_NEAR(Sum(p, q).nngp(), p.nngp() + q.nngp(), 8 * kEps * (p.nngp() + q.nngp()));
  EXPECT_EQ(Sum(p, q).ntk, p.ntk + q.ntk);
}

TEST(Features, ScaleMultipliesByAConstant) {
  const Features<double> f = Branch(1.5, 2.0, 0.8), half = Scale(f, 0.25);
  EXPECT_EQ(half.nngp(), f.nngp() / 4);
  EXPECT_EQ(half.ntk, f.ntk / 4);
  EXPECT_EQ(half.mean_x, f.mean_x / 2);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
