#include "pde/energy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::pde {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

// |a - b| over 8 eps of `scale`, the header's bound.
double OfBound(double got, long double expected, long double scale) {
  return static_cast<double>(std::abs(got - expected) / (8 * kEps * scale));
}

TEST(EnergyTest, MinimalSurfaceIsItsDefinition) {
  const MinimalSurface phi(5);
  for (const double s : {0.0, 1e-9, .3, 1.0, 77.0}) {
    const GradientTerms terms = phi(s);
    const long double root = std::sqrt(1 + static_cast<long double>(s));
    const long double value = s / 2 + 5 * (static_cast<long double>(s) / (1 + root));
    EXPECT_LE(OfBound(terms.value, value, value + 1e-300L), 1) << s;
    EXPECT_LE(OfBound(terms.stress, 1 + 5 / root, 1 + 5 / root), 1) << s;
    EXPECT_LE(OfBound(terms.stress_rate, -2.5L / (root * root * root), 2.5L / (root * root * root)), 1) << s;
  }
  // sqrt(1 + s) - 1 as printed loses its digits: the control.
  EXPECT_GT(OfBound(5 * (std::sqrt(1 + 1e-9) - 1), 2.5e-9L * (1 - 2.5e-10L), 2.5e-9L), 1e3);
}

// By central differences of step h: h^2 and eps/h.
template <class F>
double Difference(F f, double x) {
  const double h = 6e-6 * (1 + std::abs(x));
  return (f(x + h) - f(x - h)) / (2 * h);
}

// Conditioned: 1e-9 of value and derivatives.
template <class L>
int WrongDerivatives(const L& l, double planted = 0) {
  int wrong = 0;
  const auto compare = [&](double got, double expected, double scale) {
    wrong += std::abs(got + planted - expected) > 1e-9 * (1 + scale);
  };
  for (const double x : {.2, 1.0, 3.0}) {
    const GradientTerms g = l.Gradient(x);
    compare(g.stress, 2 * Difference([&](double s) { return l.Gradient(s).value; }, x), g.value);
    compare(g.stress_rate, Difference([&](double s) { return l.Gradient(s).stress; }, x), g.stress);
    for (const double y : {x, -x}) {
      const PotentialTerms v = l.Potential(y);
      compare(v.first, Difference([&](double t) { return l.Potential(t).value; }, y), v.value + v.second);
      compare(v.second, Difference([&](double t) { return l.Potential(t).first; }, y), v.value + v.second);
    }
  }
  return wrong;
}

TEST(EnergyTest, DerivativesAreDerivatives) {
  EXPECT_EQ(WrongDerivatives(QuasiLinear(1)), 0);
  EXPECT_EQ(WrongDerivatives(Semilinear<NoNonlinearity>(2, 1)), 0);
  EXPECT_EQ(WrongDerivatives(Semilinear<SineNonlinearity>(1, .5)), 0);
  EXPECT_EQ(WrongDerivatives(Semilinear<CubicNonlinearity>(1, 1)), 0);
  EXPECT_EQ(WrongDerivatives(Semilinear<SinhNonlinearity>(0, 1)), 0);
  EXPECT_EQ(WrongDerivatives(QuasiLinear(1), 1e-6), 18);
}

TEST(EnergyTest, PotentialsAreTheirDefinitions) {
  for (const double y : {-3.0, -1e-6, .5, 2.0}) {
    const long double z = y;
    EXPECT_EQ(Semilinear<NoNonlinearity>(2, 1).Potential(y).value, y * y);
    EXPECT_LE(OfBound(SineNonlinearity()(y).value, 2 * std::pow(std::sin(z / 2), 2), 1 - std::cos(z)), 1) << y;
    EXPECT_LE(OfBound(SineNonlinearity()(y).first, std::sin(z), std::abs(std::sin(z))), 1) << y;
    EXPECT_LE(OfBound(CubicNonlinearity()(y).first, z * z * z, std::abs(z * z * z)), 1) << y;
    EXPECT_LE(OfBound(SinhNonlinearity()(y).first, std::sinh(z), std::abs(std::sinh(z))), 1) << y;
    EXPECT_LE(OfBound(SinhNonlinearity()(y).value, 2 * std::pow(std::sinh(z / 2), 2), std::cosh(z) - 1), 1) << y;
  }
}

TEST(EnergyTest, CurvaturesHoldAndAreReached) {
  const auto surface = QuasiLinear(3);
  double highest = 0, lowest = 9;
  for (double s = 0; s < 1e6; s = 2 * s + .01) {
    const GradientTerms g = surface.Gradient(s);
    for (const double eigenvalue : {g.stress, g.stress + 2 * g.stress_rate * s}) {
      highest = std::max(highest, eigenvalue), lowest = std::min(lowest, eigenvalue);
    }
  }
  const Range stated = surface.GradientCurvature();
  EXPECT_EQ(highest, stated.high);
  EXPECT_GE(lowest, stated.low);
  EXPECT_LT(lowest, stated.low + 1e-6);

  const auto cubic = Semilinear<CubicNonlinearity>(1, 2);
  for (const Range y : {Range{-1, 2}, Range{-3, 2}, Range{1, 2}, Range{-3, -1}}) {
    Range found{1e9, 0};
    for (int i = 0; i <= 1000; ++i) {
      const double second = cubic.Potential(y.low + (y.high - y.low) * i / 1000).second;
      found = {std::min(found.low, second), std::max(found.high, second)};
    }
    const Range bound = cubic.PotentialCurvature(y);
    EXPECT_LE(std::abs(bound.high - found.high), 8 * kEps * bound.high);
    EXPECT_LE(bound.low, found.low * (1 + 8 * kEps));
    EXPECT_GE(bound.low, found.low * (1 - 1e-3));
  }
  EXPECT_EQ(LargestCurvature(cubic, {-1, 2}), 25);
  EXPECT_EQ(LargestCurvature(surface, {-1, 2}), 4);
}

TEST(EnergyTest, NamesWhatIsWrong) {
  EXPECT_EQ(MessageOf([] { QuasiLinear(-1); }), "energy: a must be finite and >= 0, got -1");
  EXPECT_EQ(MessageOf([] { Semilinear<SineNonlinearity>(1, NAN); }),
            "energy: strength must be finite and >= 0, got nan");
  EXPECT_EQ(MessageOf([] { Semilinear<SineNonlinearity>(-2, 1); }), "energy: mass must be finite and >= 0, got -2");
}

}  // namespace
}  // namespace hadamard_ntk::pde
