#include "ntk/gated_unit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "ntk/activations/gelu.h"
#include "ntk/dual_number_testing.h"
#include "ntk/lane_scalar.h"
#include "ntk/on_sphere.h"
#include "ntk/sampled_kernel_testing.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;
using textbook::ExactComplex;
using textbook::Kernels;

constexpr double kPi = std::numbers::pi;
constexpr double kEps = std::numeric_limits<double>::epsilon();
/// The documented bounds, in eps of the value at angle zero.
constexpr double kBound = 6, kBoundOfActivation = 8, kBoundOfLeCun = 12, kBoundOfGelu = 32;

using ReluNet = UngatedUnit<Relu>;

/// phi(u) = u^2, as an activation that is not homogeneous of degree 1: E[u^2 v^2] = p^2 q^2 (1 + 2 rho^2).
struct Square {
  template <Scalar T>
  ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& c) const {
    using std::sqrt;
    using R = RealOf<T>;
    using M = MagnitudeOf<T>;
    const R root = sqrt(R(3));
    const T square = c.cosine() * c.cosine(), product = c.one_minus() * c.one_plus(), one(R(1));
    const T rho = (one + R(2) * square) / R(3), minus = R(2) * product / R(3), plus = R(2) * (R(2) + square) / R(3);
    const M pp = p * p, qq = q * q, pq = R(4) * p * q;
    return {{M(root * pp), M(root * qq), Correlation<T>::FromParts(rho, minus, plus)}, T(pq * c.cosine()), pp, qq};
  }
};
static_assert(Activation<Square> && Kernel<GatedUnit<Square>> && Kernel<ReGlu> && Kernel<LeCunUnit<BilinearUnit>>);

/// s kappa_2 `factor` + s^2 kappa_1 with the raw ReLU; another factor than 2 forgets a layer.
template <class T>
Kernels<T> ExactReGlu(const Exact& norm_x, const Exact& norm_z, const T& theta, int factor = 2) {
  const T s = norm_x * norm_z * cos(theta);
  const T kappa_2 = norm_x * norm_z * textbook::Kappa1(theta) / 2, kappa_1 = textbook::Kappa0(theta) / 2;
  return {s * kappa_2, factor * s * kappa_2 + s * s * kappa_1};
}

Kernels<Exact> ExactReluNet(const Exact& norm_x, const Exact& norm_z, const Exact& theta) {
  const Exact kappa_2 = norm_x * norm_z * textbook::Kappa1(theta) / 2, kappa_1 = textbook::Kappa0(theta) / 2;
  return {kappa_2, kappa_2 + norm_x * norm_z * cos(theta) * kappa_1};
}

Kernels<Exact> ExactSquareUnit(const Exact& norm_x, const Exact& norm_z, const Exact& theta) {
  const Exact pq = norm_x * norm_z, s = pq * cos(theta), kappa_2 = pq * pq + 2 * s * s;
  return {s * kappa_2, 2 * s * kappa_2 + s * s * 4 * s};
}

/// The largest error over norms and angles, in eps of the value at angle zero.
template <class K, class F>
double WorstError(const K& kernel, const F& exact) {
  double worst = 0;
  for (const double norm_x : {1.0, 0.7, 1.3}) {
    const double norm_z = 2.3 - norm_x;
    const Kernels<Exact> at_zero = exact(Exact(norm_x), Exact(norm_z), Exact(0));
    for (double theta = 0; theta < kPi; theta += 0.0317) {
      const Pair<double> pair = kernel(norm_x, norm_z, Correlation<double>::FromAngle(theta));
      worst =
          std::max(worst, textbook::PairErrorInEps(pair, exact(Exact(norm_x), Exact(norm_z), Exact(theta)), at_zero));
    }
  }
  return worst;
}

TEST(GatedUnit, IsTheProductRule) {
  const auto reglu = [](const Exact& x, const Exact& z, const Exact& theta) { return ExactReGlu(x, z, theta); };
  const auto one_layer_fixed = [](const Exact& x, const Exact& z, const Exact& theta) {
    return ExactReGlu(x, z, theta, 1);
  };
  const auto bilinear = [](const Exact& x, const Exact& z, const Exact& theta) {
    const Exact s = x * z * cos(theta);
    return Kernels<Exact>{s * s, 3 * s * s};
  };
  EXPECT_LE(WorstError(ReGlu(), reglu), kBound);
  EXPECT_LE(WorstError(BilinearUnit(), bilinear), kBound);
  EXPECT_LE(WorstError(ReluNet(), ExactReluNet), kBound);
  EXPECT_LE(WorstError(GatedUnit<Square>(), ExactSquareUnit), kBoundOfActivation);
  // Negative controls: P or V not trained; another activation.
  EXPECT_GT(WorstError(ReGlu(), one_layer_fixed), 1e6 * kBound);
  EXPECT_GT(WorstError(GatedUnit<Square>(), reglu), 1e6 * kBoundOfActivation);
}

/// On the unit sphere: kappa_2 = u/4 + u asin(u/2) / (2 pi) + 1 / (2 pi r), r = sqrt(4 - u^2), and its derivative.
Kernels<Exact> ExactGeGlu(const Exact&, const Exact&, const Exact& theta) {
  const Exact u = cos(theta), r = sqrt(Exact(4 - u * u)), unit = 1 / (2 * textbook::ExactPi());
  const Exact arc = textbook::ExactPi() / 2 - textbook::ArcCosine(Exact(u / 2));
  const Exact kappa_2 = u / 4 + unit * (u * arc + 1 / r);
  const Exact kappa_1 = Exact(1) / 4 + unit * (arc + u / r + u / (r * r * r));
  return {u * kappa_2, 2 * u * kappa_2 + u * u * kappa_1};
}

TEST(GatedUnit, OfGelu) {
  double worst = 0;
  const GatedUnit<Gelu> geglu;
  const Kernels<Exact> at_zero = ExactGeGlu(1, 1, 0);
  for (double theta = 0; theta < kPi; theta += 0.0317) {
    const Pair<double> pair = geglu(1, 1, Correlation<double>::FromAngle(theta));
    worst = std::max(worst, textbook::PairErrorInEps(pair, ExactGeGlu(1, 1, Exact(theta)), at_zero));
  }
  EXPECT_LE(worst, kBoundOfGelu);
  const Correlation<double> equal = Correlation<double>::Equal();
  EXPECT_LE(std::abs(geglu(1, 1, equal).ntk - 1.30629), 0.000005);  // six digits
  EXPECT_LE(std::abs(UngatedUnit<Gelu>()(1, 1, equal).ntk - 0.88107), 0.000005);
  EXPECT_GT(std::abs(geglu(1, 1, equal).ntk - 1.30631), 0.000005);
}

TEST(GatedUnit, DiagonalOnTheUnitSphere) {
  const Correlation<double> equal = Correlation<double>::Equal();
  EXPECT_NEAR(ReGlu()(1, 1, equal).ntk, 1.5, kBound * kEps * 1.5);
  EXPECT_NEAR(ReluNet()(1, 1, equal).ntk, 1, kBound * kEps);
  EXPECT_EQ(BilinearUnit()(1, 1, equal).ntk, 3);
  EXPECT_EQ(BilinearUnit()(1, 1, equal).nngp, 1);
}

/// |ntk(theta) +- ntk(pi - theta) - expected|, worst over norms and angles, in eps of the value at angle zero.
template <class K, class F>
double WorstParity(const K& kernel, double sign, const F& expected) {
  double worst = 0;
  for (const double norm_z : {1.0, 2.5}) {
    const double top = kernel(1, norm_z, Correlation<double>::Equal()).ntk;
    for (double theta = 0; theta < kPi; theta += 0.0317) {
      const double near = kernel(1, norm_z, Correlation<double>::FromAngle(theta)).ntk;
      const double far = kernel(1, norm_z, Correlation<double>::FromSupplement(theta)).ntk;
      worst = std::max(worst, std::abs(near + sign * far - expected(norm_z * std::cos(theta))) / (kEps * top));
    }
  }
  return worst;
}

// The error of two values, and 2 eps for the right side.
TEST(GatedUnit, EvenPartIsAQuadraticForm) {
  const auto square = [](double s) { return 1.5 * s * s; };
  const auto linear = [](double s) { return s; };
  EXPECT_LE(WorstParity(ReGlu(), 1, square), 2 * kBound + 2);
  EXPECT_LE(WorstParity(ReluNet(), -1, linear), 2 * kBound + 2);
  EXPECT_LE(WorstParity(GatedUnit<Gelu>(), 1, square), 2 * kBoundOfGelu + 2);
  EXPECT_LE(WorstParity(UngatedUnit<Gelu>(), -1, linear), 2 * kBoundOfGelu + 2);
  EXPECT_GT(WorstParity(ReGlu(), -1, linear), 1e6 * kBound);
  EXPECT_GT(WorstParity(GatedUnit<Square>(), 1, square), 1e6 * kBound);
}

// (d / du) of u^2 kappa_2 is 2 u kappa_2 + u^2 kappa_1 where kappa_1 = kappa_2'.  Central difference in 100 digits: its
// error h^2/6 times the third derivative, below 1e3 for |u| <= 0.9.
TEST(GatedUnit, IsADerivativeInTheCosine) {
  const Exact h("1e-20");
  const auto primitive = [](const Exact& u) { return Exact(u * u * textbook::Kappa1(textbook::ArcCosine(u)) / 2); };
  for (double u = -0.875; u < 0.9; u += 0.125) {
    const Exact slope = (primitive(u + h) - primitive(u - h)) / (2 * h);
    const Exact ntk = ReGlu()(Exact(1), Exact(1), Correlation<Exact>::FromCosine(Exact(u))).ntk;
    EXPECT_LE(abs(ntk - slope), 1000 * h * h) << u;
    EXPECT_GT(abs(ntk + Exact("1e-30") - slope), 1000 * h * h) << u;
  }
}

using Dual = DualNumber<double>;
using Vector = std::array<double, 2>;
constexpr Vector kX = {1.1, 0.2}, kZ = {0.4, 0.8};

/// A finite net of the definition: per unit w, p (two entries each) and v, multiplied by the factors.
struct FiniteUnit {
  bool gated;
  int width;
  double input_factor, output_factor;
  Dual operator()(const std::vector<Dual>& weights, const Vector& x) const {
    Dual f(0.0);
    for (int j = 0; j < width; ++j) {
      const Dual* const unit = &weights[static_cast<std::size_t>(5 * j)];
      Dual y = Dual(input_factor) * (unit[0] * Dual(x[0]) + unit[1] * Dual(x[1]));
      if (!(y >= Dual(0.0))) y = Dual(0.0);
      if (gated) y *= Dual(input_factor) * (unit[2] * Dual(x[0]) + unit[3] * Dual(x[1]));
      f += unit[4] * y;
    }
    return Dual(output_factor) * f;
  }
};

/// (nngp, ntk) by forward differentiation at drawn weights, those of the net itself being the drawn ones times their
/// factors: the gradient of LeCun's is larger by 1 / factor.
std::array<Estimate, 2> Sample(const FiniteUnit& net, bool lecun, int samples) {
  const auto at_pair = [&](const std::vector<Dual>& weights) { return std::array{net(weights, kX), net(weights, kZ)}; };
  return SampleKernel(20260611, samples, static_cast<std::size_t>(5 * net.width), at_pair, [&](std::size_t i) {
    return lecun ? 1 / (i % 5 == 4 ? net.output_factor : net.input_factor) : 1;
  });
}

template <class K>
Pair<double> AtPair(const K& kernel) {
  const double norm_x = std::hypot(kX[0], kX[1]), norm_z = std::hypot(kZ[0], kZ[1]);
  return kernel(norm_x, norm_z, Correlation<double>::FromCosine((kX[0] * kZ[0] + kX[1] * kZ[1]) / (norm_x * norm_z)));
}

// Expectations over the weights do not depend on the width; 5 standard errors.
TEST(GatedUnit, IsTheDefinition) {
  constexpr int kSamples = 200000;
  const Pair<double> gated = AtPair(ReGlu()), ungated = AtPair(ReluNet());
  const auto [gated_nngp, gated_ntk] = Sample({true, 2, 1, std::sqrt(0.5)}, false, kSamples);
  const auto [ungated_nngp, ungated_ntk] = Sample({false, 2, 1, std::sqrt(0.5)}, false, kSamples);
  EXPECT_TRUE(gated_nngp.Agrees(gated.nngp)) << gated_nngp.mean << " for " << gated.nngp;
  EXPECT_TRUE(gated_ntk.Agrees(gated.ntk)) << gated_ntk.mean << " for " << gated.ntk;
  EXPECT_TRUE(ungated_nngp.Agrees(ungated.nngp)) << ungated_nngp.mean << " for " << ungated.nngp;
  EXPECT_TRUE(ungated_ntk.Agrees(ungated.ntk)) << ungated_ntk.mean << " for " << ungated.ntk;
  // Negative controls: the gate not trained, the gate forgotten.
  EXPECT_FALSE(gated_ntk.Agrees(gated.ntk - gated.nngp));
  EXPECT_FALSE(gated_ntk.Agrees(ungated.ntk));
}

TEST(LeCunUnit, IsTheDefinitionAtAnyWidth) {
  constexpr int kSamples = 200000, kInputs = 2, kWidth = 3;
  const double in = std::sqrt(1.0 / kInputs), out = std::sqrt(1.0 / kWidth);
  for (const bool gated : {true, false}) {
    const auto [nngp, ntk] = Sample({gated, kWidth, in, out}, true, kSamples);
    const Pair<double> finite =
        gated ? AtPair(LeCunUnit(ReGlu(), kInputs, kWidth)) : AtPair(LeCunUnit(ReluNet(), kInputs, kWidth));
    const Pair<double> limit = gated ? AtPair(LeCunUnit(ReGlu(), kInputs)) : AtPair(LeCunUnit(ReluNet(), kInputs));
    EXPECT_TRUE(nngp.Agrees(finite.nngp)) << nngp.mean << " for " << finite.nngp;
    EXPECT_TRUE(ntk.Agrees(kWidth * finite.ntk)) << ntk.mean << " for " << kWidth * finite.ntk;
    EXPECT_FALSE(ntk.Agrees(kWidth * limit.ntk));
  }
}

TEST(LeCunUnit, LimitIsTheKernelOfV) {
  constexpr int kInputs = 7;
  const LeCunUnit gated(ReGlu(), kInputs);
  const LeCunUnit ungated(ReluNet(), kInputs);
  const double norm_x = 1.3, norm_z = 0.8, scale = norm_x * norm_z / kInputs;
  for (double theta = 0; theta < kPi; theta += 0.1) {
    const Correlation<double> c = Correlation<double>::FromAngle(theta);
    const double kappa_2 = Relu::Dual(c) / 2, k = ungated(norm_x, norm_z, c).ntk, gate = std::cos(theta) * scale;
    EXPECT_NEAR(k, kappa_2 * scale, kBoundOfLeCun * kEps * scale / 2) << theta;
    EXPECT_NEAR(gated(norm_x, norm_z, c).ntk, kappa_2 * scale * gate, kBoundOfLeCun * kEps * scale * scale / 2)
        << theta;
    EXPECT_EQ(gated(norm_x, norm_z, c).ntk, gated(norm_x, norm_z, c).nngp);
  }
  const Correlation<double> c = Correlation<double>::FromAngle(1);
  // Negative control: V alone is not the kernel of a finite width.
  EXPECT_GT(LeCunUnit(ReGlu(), kInputs, 100)(1, 1, c).ntk / gated(1, 1, c).ntk, 1 + 0.05);
}

TEST(GatedUnit, TakesEveryScalar) {
  // Complex angles: the continuation of the formula, in eps of its largest modulus there.
  const std::complex<double> angle(0.75, -0.5);
  const ExactComplex exact = ExactReGlu(1, 1, ExactComplex(Exact(0.75), Exact(-0.5))).ntk;
  const std::complex<double> ntk = OnSphere(ReGlu())(angle);
  const Exact error = abs(ExactComplex(Exact(ntk.real()), Exact(ntk.imag())) - exact) / abs(exact);
  EXPECT_LE(error, kBound * kEps);
  EXPECT_GT(error, 0);
  // Other numbers: to the bound of their own.
  const Exact real = ExactReGlu(1, 1, Exact(0.75)).ntk;
  EXPECT_LE(textbook::ErrorInEps(OnSphere(ReGlu())(0.75f), real, Exact(1.5)), kBound);
  EXPECT_LE(textbook::ErrorInEps(OnSphere(ReGlu())(0.75L), real, Exact(1.5)), kBound);
  EXPECT_LE(abs(OnSphere(ReGlu())(Exact(0.75)) - real), kBound * std::numeric_limits<Exact>::epsilon());
  using Lanes = LaneScalar<double>;
  const auto lanes = Correlation<Lanes>::FromCosine(Lanes(0.5));
  const double scalar = ReGlu()(1.0, 1.0, Correlation<double>::FromCosine(0.5)).ntk;
  EXPECT_NEAR(ReGlu()(Lanes(1), Lanes(1), lanes).ntk[0], scalar, 2 * kBound * kEps);
  EXPECT_NEAR(LeCunUnit(ReluNet(), 2)(Lanes(1), Lanes(1), lanes).ntk[0],
              LeCunUnit(ReluNet(), 2)(1.0, 1.0, Correlation<double>::FromCosine(0.5)).ntk, 2 * kBound * kEps);
}

TEST(LeCunUnit, RejectsBadParameters) {
  EXPECT_EQ(MessageOf([] { LeCunUnit(ReGlu(), 0); }), "LeCunUnit: inputs must be at least 1, got 0");
  EXPECT_EQ(MessageOf([] { LeCunUnit(ReGlu(), 3, 0.5); }), "LeCunUnit: width must be at least 1, got 0.5");
  EXPECT_EQ(MessageOf([] { LeCunUnit(ReGlu(), 3, NAN); }), "LeCunUnit: width must be at least 1, got nan");
  EXPECT_NO_THROW(LeCunUnit(ReGlu(), 3, 1));
}

}  // namespace
}  // namespace hadamard_ntk::ntk
