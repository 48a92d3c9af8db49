#include "ntk/on_sphere.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <string>

#include "ntk/ccp_net.h"
#include "ntk/every_kernel_testing.h"
#include "ntk/fully_connected.h"
#include "ntk/input_bias.h"
#include "ntk/ncp_net.h"
#include "ntk/normalization.h"
#include "ntk/polynomial_net.h"
#include "ntk/residual_net.h"
#include "ntk/textbook_formulas_testing.h"

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

// The functions on the edges of the cuts are limits from between them: at distance h they differ by their derivative
// times h.  Biases, which add real numbers to correlations on a cut, must not turn the side of it (an angle -i u into
// i u, whose value is the complex conjugate).
template <class F>
void ExpectLimitFromBetweenTheCuts(const F& on_sphere, const std::string& name, int* imaginary) {
  constexpr double kStep = 1e-7;
  for (const bool left : {false, true}) {
    for (const double u : {1e-3, 0.05, 0.7, 2.0}) {
      const std::complex<double> edge = on_sphere(std::complex<double>(left ? kPi : 0, -u));
      const std::complex<double> near = on_sphere(std::complex<double>(left ? kPi - kStep : kStep, -u));
      const std::complex<double> nearer = on_sphere(std::complex<double>(left ? kPi - kStep / 4 : kStep / 4, -u));
      // Asymptotic: the nearer difference is a quarter, but where a branch point is as near as the step; and rounding.
      const double scale = std::abs(edge), tolerance = 64 * std::numeric_limits<double>::epsilon() * scale;
      EXPECT_LE(std::abs(nearer - edge), 0.5 * std::abs(near - edge) + tolerance) << name << " " << left << " " << u;
      if (std::abs(edge.imag()) <= 1e-4 * scale) continue;
      ++*imaginary;
      // Control: the conjugate, the value of the other side, is no limit.
      EXPECT_GT(std::abs(nearer - std::conj(edge)), 0.5 * std::abs(near - std::conj(edge)) + tolerance) << name;
    }
  }
}

TEST(OnSphere, IsTheLimitFromBetweenTheCuts) {
  int imaginary = 0;
  ForEachKernel([&](const std::string& name, const auto& kernel, int) {
    ExpectLimitFromBetweenTheCuts(OnSphere(kernel), name, &imaginary);
    ExpectLimitFromBetweenTheCuts(NngpOnSphere(kernel), name + ", nngp", &imaginary);
  });
  ExpectLimitFromBetweenTheCuts(OnSphere(FullyConnected(2, 0.1)), "depth 2, bias 0.1", &imaginary);
  ExpectLimitFromBetweenTheCuts(OnSphere(WithInputBias(FullyConnected(3, 0.1), 0.3)), "two biases", &imaginary);
  ExpectLimitFromBetweenTheCuts(OnSphere(WithInputBias(PolynomialNet(3), 1e-3)), "small bias", &imaginary);
  EXPECT_GE(imaginary, 60);
}

// Parameters that are no dyadic fractions are squared and raised to powers in the scalar of the kernel, not in double.
TEST(OnSphere, ParametersKeepAllDigitsOfMultiprecisionTypes) {
  using Wide = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;
  const double bias = 0.1, alpha = 0.3, width = 3;
  const auto expect = [](const auto& kernel, const auto& textbook, const std::string& name) {
    for (const double theta : {0.0, 0.5, 1.5, 3.0}) {
      const Exact t(theta), pi_t(Exact(Pi<Wide>()) - t);
      const Exact angle = theta > 1.6 ? Exact(textbook::ExactPi() - pi_t) : t;
      const Wide own = OnSphere(kernel)(Wide(theta));
      const Exact scale = textbook(Exact(0), true);
      // Counted: 64 roundings of the wide scalar.
      EXPECT_LE(ErrorInEps(own, textbook(angle, true), scale), 64) << name << " " << theta;
      // Control: the parameter formed in double misses by some 1e-17, 1e30 times as much.
      EXPECT_GT(ErrorInEps(own, textbook(angle, false), scale), 1e25) << name << " " << theta;
    }
  };
  // The square of a parameter: exact, or rounded in double.
  const auto square = [](double p, bool exact) { return exact ? Exact(Exact(p) * Exact(p)) : Exact(p * p); };
  expect(
      FullyConnected(3, bias),
      [&](const Exact& t, bool exact) { return textbook::FullyConnected(3, square(bias, exact), 1, 1, t).ntk; }, "fc");
  expect(
      ResidualNet(3, alpha),
      [&](const Exact& t, bool exact) { return textbook::ResidualNetOnSphere(3, sqrt(square(alpha, exact)), t).ntk; },
      "resnet");
  expect(
      CcpNet(3, Normalization::kRawActivation, bias),
      [&](const Exact& t, bool exact) {
        return Exact(textbook::CcpNet(3, 1, 1, t, Exact(0.5)).ntk + square(bias, exact));
      },
      "ccp");
  expect(
      NcpNet(3, bias),
      [&](const Exact& t, bool exact) {
        const Exact v = textbook::Kappa1(t), e = cos(t) * textbook::Kappa0(t);
        return textbook::NcpNet(3, square(bias, exact), v, e).ntk;
      },
      "ncp");
  expect(
      PolynomialNet(3, Normalization::kRawActivationOverWidth, width),
      [&](const Exact& t, bool exact) {
        const Exact c = exact ? Exact(1) / Exact(width) : Exact(1 / width);
        return textbook::PolynomialNet<Exact>(3, 1, 1, t, c).ntk;
      },
      "pnn literal");
}

}  // namespace
}  // namespace hadamard_ntk::ntk
