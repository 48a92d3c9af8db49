#include "ntk/activations/parallel_pair.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include "ntk/correlation.h"
#include "ntk/lane_scalar.h"
#include "ntk/second_moments.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;

/// phi(u) = u + u^3, by the moments 1, 3, 15 of g: what an activation has to give, as multiples of p - q and 1 -+ rho.
template <class M>
ParallelPair<M> Cubic(const M& p, const M& q) {
  using R = RealOf<M>;
  const M a = p * p, b = q * q, s = a + p * q + b, one(R(1)), skew = p - q;
  const auto square = [&](const M& x) { return M(x * (one + R(6) * x + R(15) * x * x)); };
  const M product = p * q * (one + R(3) * (a + b) + R(15) * a * b);
  return {square(a), square(b), product, M(skew * skew * (one + R(6) * s + R(15) * s * s)),
          M(skew * (p + q) * (one + R(6) * (a + b) + R(15) * (a * a + a * b + b * b)))};
}

/// The moments of it, of which only C_1 -+ C are to keep their digits.
template <class T>
SecondMoments<T> CubicMoments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho,
                              const MagnitudeOf<T>& gap) {
  using R = RealOf<T>;
  using M = MagnitudeOf<T>;
  const auto pair = Cubic<M>(p, q);
  const M c = p * q, linear = c * (M(R(1)) + R(3) * (p * p + q * q) + R(9) * c * c), cube = R(6) * c * c * c;
  const T r = rho.cosine(), square = r * r, one(R(1));
  const T covariance = T(linear * r) + T(cube * T(square * r));
  const T drop = rho.one_minus() * T(T(linear) + T(cube * T(one + r + square)));
  const T rise = rho.one_plus() * T(T(linear) + T(cube * T(one - r + square)));
  return MomentsOf<T>(pair.square_x, pair.square_z, gap, covariance, drop, rise);
}

/// By E[u^3 v^3] = 9 p^2 q^2 c + 6 c^3, E[u v^3] = 3 q^2 c, c = E[u v], as it stands.
Exact ExactCovariance(const Exact& p, const Exact& q, const Exact& rho) {
  const Exact c = p * q * rho;
  return c + 3 * c * (p * p + q * q) + 9 * c * p * p * q * q + 6 * c * c * c;
}

template <class R>
R GapOf(const R& p, const R& q) {
  return Cubic<R>(p, q).Gap(p, q);
}

/// The largest error of 1 -+ rho' in eps (1 -+ rho' + ((p-q)/(p+q))^2), the gap being what `gap` says.
template <class R, class Gap>
double WorstInEps(const Gap& gap) {
  const R eps = std::numeric_limits<R>::epsilon();
  double worst = 0;
  for (const R p : {R(0.03125), R(1), R(3)}) {
    for (const R ratio : {R(1), R(1 + 4 * eps), R(1.0009765625), R(0.625), R(1.9375), R(2.125), R(16)}) {
      const R q = p * ratio;
      const Exact x(p), z(q), skew = (x - z) / (x + z), one(1);
      const Exact root = sqrt(Exact(ExactCovariance(x, x, one) * ExactCovariance(z, z, one)));
      for (const R small : {R(0), R(1e-25), R(1e-9), R(0.3), R(0.9375)}) {
        const auto near = CubicMoments<R>(p, q, Correlation<R>::FromComplements(small, 2 - small), gap(p, q));
        const auto far = CubicMoments<R>(p, q, Correlation<R>::FromComplements(2 - small, small), gap(p, q));
        const Exact exact = 1 - ExactCovariance(x, z, 1 - Exact(small)) / root;  // phi is odd: also 1 + rho' at -rho
        const Exact scale = exact + skew * skew + Exact(1e-90);
        worst = std::max({worst, textbook::ErrorInEps(near.correlation.one_minus(), exact, scale),
                          textbook::ErrorInEps(far.correlation.one_plus(), exact, scale),
                          textbook::ErrorInEps(near.correlation.cosine(), Exact(1 - exact), one),
                          textbook::ErrorInEps(far.correlation.one_minus(), Exact(2 - exact), one)});
      }
    }
  }
  return worst;
}

// Of degree 3, D is up to 36 ((p-q)/(p+q))^2 sqrt(AB), and rounded twice.
TEST(ParallelPair, KeepsTheSquareOfTheDifference) {
  EXPECT_LE((WorstInEps<float>(GapOf<float>)), 64);
  EXPECT_LE((WorstInEps<double>(GapOf<double>)), 64);
  EXPECT_LE((WorstInEps<long double>(GapOf<long double>)), 64);
  // Negative controls: sqrt(AB) - C_1 by subtraction, and D/2, which takes a difference of lengths for one of angle.
  const auto subtracted = [](double p, double q) {
    const auto pair = Cubic(p, q);
    return std::sqrt(pair.square_x) * std::sqrt(pair.square_z) - pair.product;
  };
  EXPECT_GT(WorstInEps<double>(subtracted), 1e3);
  EXPECT_GT(WorstInEps<double>([](double p, double q) { return 0.5 * Cubic(p, q).distance; }), 1e3);
}

// gap = sqrt(AB) - C_1 >= 0: 0 at equal norms, of the second order in p - q, the same on both sides of p = 2 q.
TEST(ParallelPair, GapIsOfSecondOrder) {
  const double eps = std::numeric_limits<double>::epsilon();
  EXPECT_EQ(GapOf(1.25, 1.25), 0);
  const double wide = GapOf(1.0, 1 + 0x1p-20), narrow = GapOf(1.0, 1 + 0x1p-21);
  EXPECT_NEAR(wide / narrow, 4, 4 * 0x1p-19);  // a quarter but for the next order
  EXPECT_GT(std::abs(wide / narrow - 2), 1);
  const double before = GapOf(1.0, 2 * (1 - 4 * eps)), after = GapOf(1.0, 2 * (1 + 4 * eps));
  const auto pair = Cubic(1.0, 2.0);
  EXPECT_NEAR(before, after, 64 * eps * std::sqrt(pair.square_x * pair.square_z));
  EXPECT_GT(before, 0.001 * std::sqrt(pair.square_x * pair.square_z));
}

TEST(ParallelPair, VanishesWithTheNorm) {
  for (const double q : {0.0, 2.0}) {
    EXPECT_EQ(GapOf(0.0, q), 0);
    const auto m = CubicMoments<double>(0, q, Correlation<double>::FromCosine(-0.5), GapOf(0.0, q));
    EXPECT_EQ(m.rms_x, 0);
    EXPECT_EQ(m.correlation.cosine(), 1);
    EXPECT_EQ(m.correlation.one_minus(), 0);
    EXPECT_EQ(m.correlation.one_plus(), 2);
  }
}

// Lanes on both sides of every case distinction have the numbers of doubles.
TEST(ParallelPair, LanesAreDoubles) {
  using Lanes = LaneScalar<double>;
  double p[Lanes::kSize], q[Lanes::kSize];
  for (int i = 0; i < Lanes::kSize; ++i) p[i] = i == 1 ? 0 : 1 + i, q[i] = p[i] * (i % 2 == 0 ? 1.0009765625 : 4);
  const Lanes x = Lanes::Load(p), z = Lanes::Load(q), gap = Cubic(x, z).Gap(x, z);
  const auto lanes = CubicMoments<Lanes>(x, z, Correlation<Lanes>::FromCosine(Lanes(0.5)), gap);
  for (int i = 0; i < Lanes::kSize; ++i) {
    const auto m = CubicMoments<double>(p[i], q[i], Correlation<double>::FromCosine(0.5), GapOf(p[i], q[i]));
    const double tolerance = 16 * std::numeric_limits<double>::epsilon();
    EXPECT_NEAR(lanes.correlation.one_minus()[i], m.correlation.one_minus(), tolerance) << i;
    EXPECT_NEAR(lanes.rms_z[i], m.rms_z, tolerance * m.rms_z) << i;
  }
}

// The imaginary parts of an infinitesimal step are derivatives: of -rho', rho' and rho'.
TEST(ParallelPair, ContinuesToComplexCorrelations) {
  using Complex = std::complex<double>;
  const double p = 0.75, q = 1.25, c = p * q, eps = std::numeric_limits<double>::epsilon();
  const auto m = CubicMoments<Complex>(p, q, Correlation<Complex>::FromCosine(Complex(0.5, 1e-30)), GapOf(p, q));
  const double linear = c * (1 + 3 * (p * p + q * q) + 9 * c * c);
  const double derivative = (linear + 18 * c * c * c * 0.25) / (m.rms_x * m.rms_z), tolerance = 16 * eps * derivative;
  EXPECT_NEAR(m.correlation.cosine().imag() / 1e-30, derivative, tolerance);
  EXPECT_NEAR(m.correlation.one_minus().imag() / 1e-30, -derivative, tolerance);
  EXPECT_NEAR(m.correlation.one_plus().imag() / 1e-30, derivative, tolerance);
  EXPECT_GT(std::abs(linear / (m.rms_x * m.rms_z) - derivative), tolerance);  // without the cube
}

// On a cut the sign of a zero is the side.
TEST(ParallelPair, StaysOnItsSideOfACut) {
  using Complex = std::complex<double>;
  for (const double zero : {0.0, -0.0}) {
    const auto m = MomentsOf<Complex>(1, 1, 0.25, Complex(1.5, -zero), Complex(-0.5, zero), Complex(2.5, -zero));
    EXPECT_EQ(m.correlation.one_minus().real(), -0.25);
    EXPECT_EQ(std::signbit(m.correlation.one_minus().imag()), std::signbit(zero));
  }
}

}  // namespace
}  // namespace hadamard_ntk::ntk
