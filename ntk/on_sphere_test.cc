#include "ntk/on_sphere.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <string>

#include "ntk/fully_connected.h"
#include "ntk/polynomial_net.h"
#include "ntk/textbook_formulas.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::ErrorInEps;
using textbook::Exact;
using textbook::ExactComplex;

constexpr double kPi = std::numbers::pi;

TEST(OnSphere, IsTheKernelAtUnitNorms) {
  const PolynomialNet kernel(3);
  for (const double theta : {0.0, 0.5, 2.0, kPi}) {
    const Pair<double> pair = kernel(1, 1, Correlation<double>::FromAngle(theta));
    EXPECT_EQ(OnSphere(kernel)(theta), pair.ntk);
    EXPECT_EQ(NngpOnSphere(kernel)(theta), pair.nngp);
  }
  const OnSphere on_sphere(kernel);
  EXPECT_THROW(on_sphere(3.5), std::domain_error);
}

/// Errors on the axis theta = base - i u, in eps: of the imaginary part relative to itself for u <= 1/2, and of the
/// value relative to its modulus.  The spectrum integrates the imaginary part against a weight that decays like e^{-k
/// u}.
struct AxisError {
  double imaginary = 0;
  double value = 0;
};

template <class F, class G>
AxisError WorstOnAxis(const F& kernel, const G& textbook, bool left) {
  AxisError worst;
  for (double u = 1e-12; u < 12; u *= 1.37) {
    const std::complex<double> computed = kernel(std::complex<double>(left ? kPi : 0, -u));
    const ExactComplex exact = textbook(ExactComplex(left ? textbook::ExactPi() : Exact(0), Exact(-u)));
    const Exact modulus = abs(exact), im = exact.imag(), re = exact.real();
    if (modulus < Exact(std::numeric_limits<double>::min())) continue;  // the double underflows
    if (abs(im) < modulus * Exact(1e-60)) {
      // What 100 digits leave of an imaginary part that is zero.
      worst.imaginary = std::max(worst.imaginary, computed.imag() == 0 ? 0 : HUGE_VAL);
    } else if (u <= 0.5) {
      worst.imaginary = std::max(worst.imaginary, ErrorInEps(computed.imag(), im, im));
    }
    worst.value =
        std::max({worst.value, ErrorInEps(computed.imag(), im, modulus), ErrorInEps(computed.real(), re, modulus)});
  }
  return worst;
}

TEST(OnSphere, PolynomialNetIsAccurateOnTheImaginaryAxes) {
  for (const int degree : {1, 2, 3, 4, 5, 10, 20}) {
    const auto textbook = [&](const ExactComplex& t) {
      return textbook::PolynomialNet<ExactComplex>(degree, 1, 1, t, 1);
    };
    for (const bool left : {false, true}) {
      const AxisError ntk = WorstOnAxis(
          OnSphere(PolynomialNet(degree)), [&](auto t) { return textbook(t).ntk; }, left);
      const AxisError nngp = WorstOnAxis(
          NngpOnSphere(PolynomialNet(degree)), [&](auto t) { return textbook(t).nngp; }, left);
      const std::string name = std::to_string(degree) + (left ? "_left" : "_right");
      RecordProperty("ntk_" + name, std::to_string(ntk.imaginary) + ", " + std::to_string(ntk.value));
      RecordProperty("nngp_" + name, std::to_string(nngp.imaginary) + ", " + std::to_string(nngp.value));
      EXPECT_LE(ntk.imaginary, 4 + 2 * degree) << name;
      EXPECT_LE(nngp.imaginary, 4 + 2 * degree) << name;
      EXPECT_LE(ntk.value, 4 + 2 * degree) << name;
      EXPECT_LE(nngp.value, 4 + 2 * degree) << name;
    }
  }
}

TEST(OnSphere, FullyConnectedIsAccurateOnTheImaginaryAxes) {
  for (const int depth : {2, 3, 4, 5}) {
    const auto textbook = [&](const ExactComplex& t) {
      return textbook::FullyConnectedOnSphere<ExactComplex>(depth, t);
    };
    for (const bool left : {false, true}) {
      const AxisError ntk = WorstOnAxis(
          OnSphere(FullyConnected(depth)), [&](auto t) { return textbook(t).ntk; }, left);
      const AxisError nngp = WorstOnAxis(
          NngpOnSphere(FullyConnected(depth)), [&](auto t) { return textbook(t).nngp; }, left);
      const std::string name = std::to_string(depth) + (left ? "_left" : "_right");
      RecordProperty("ntk_" + name, std::to_string(ntk.imaginary) + ", " + std::to_string(ntk.value));
      RecordProperty("nngp_" + name, std::to_string(nngp.imaginary) + ", " + std::to_string(nngp.value));
      EXPECT_LE(ntk.imaginary, 8) << name;
      EXPECT_LE(nngp.imaginary, 8) << name;
      EXPECT_LE(ntk.value, 24) << name;
      EXPECT_LE(nngp.value, 24) << name;
    }
  }
}

// The textbook formula in complex double is what these bounds must reject: at small u its NNGP has no imaginary part
// left, and near pi the rounded pi spoils the powers.
TEST(OnSphere, TheBoundsRejectTheTextbookFormulaInDouble) {
  const auto naive = [](std::complex<double> t) {
    const std::complex<double> kappa_2 = (std::sin(t) + (kPi - t) * std::cos(t)) / kPi;
    return 2.0 * kappa_2 * kappa_2 * kappa_2;
  };
  const auto exact = [](const ExactComplex& t) { return textbook::PolynomialNet<ExactComplex>(3, 1, 1, t, 1).nngp; };
  EXPECT_GT(WorstOnAxis(naive, exact, false).imaginary, 1e6);
  EXPECT_GT(WorstOnAxis(naive, exact, true).imaginary, 1e6);
}

// Between the axes, too; left of Re theta = 0 the functions continue, which the 1e-3 off the axis checks.
TEST(OnSphere, IsAnalyticAcrossTheAxis) {
  for (const double x : {-1e-3, 1e-3, 0.7}) {
    for (const double y : {-2.0, -0.1, 0.1, 2.0}) {
      const std::complex<double> computed = OnSphere(PolynomialNet(3))(std::complex<double>(x, y));
      const ExactComplex exact = textbook::PolynomialNet<ExactComplex>(3, 1, 1, ExactComplex(x, y), 1).ntk;
      const Exact scale = abs(exact);
      EXPECT_LE(ErrorInEps(computed.real(), exact.real(), scale), 16);
      EXPECT_LE(ErrorInEps(computed.imag(), exact.imag(), scale), 16);
    }
  }
}

template <class T>
void CheckManyDigits() {
  const Exact eps(std::numeric_limits<T>::epsilon());
  for (const double theta : {1e-8, 0.5, 1.5, 2.0, 3.14}) {
    const Exact t(theta), pi_t(Exact(Pi<T>()) - t);  // beyond pi/2 the supplement of the rounded pi counts
    const Exact angle = theta > 1.6 ? Exact(textbook::ExactPi() - pi_t) : t;
    const Exact pnn = Exact(OnSphere(PolynomialNet(5))(T(theta))), fc = Exact(OnSphere(FullyConnected(4))(T(theta)));
    EXPECT_LE(static_cast<double>(abs(pnn - textbook::PolynomialNet<Exact>(5, 1, 1, angle, 1).ntk) / (12 * eps)), 8);
    EXPECT_LE(static_cast<double>(abs(fc - textbook::FullyConnectedOnSphere<Exact>(4, angle).ntk) / (4 * eps)), 8);
  }
}
TEST(OnSphere, HasAllDigitsOfMultiprecisionTypes) {
  namespace mp = boost::multiprecision;
  CheckManyDigits<mp::number<mp::cpp_bin_float<50>, mp::et_off>>();
  CheckManyDigits<mp::number<mp::cpp_bin_float<50>, mp::et_on>>();
}

}  // namespace
}  // namespace hadamard_ntk::ntk
