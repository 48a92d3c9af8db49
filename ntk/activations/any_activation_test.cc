#include "ntk/activations/any_activation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "ntk/activations/plane_integral_testing.h"
#include "ntk/lane_scalar.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

const Correlation<double> kRho = Correlation<double>::FromCosine(0.3);

// Within the rounding that the compiler may do differently at two places.
template <class A, class B>
bool Same(const A& a, const B& b) {
  const auto x = a.template Moments<double>(0.75, 1.25, kRho), y = b.template Moments<double>(0.75, 1.25, kRho);
  const auto near = [](double s, double t) {
    return std::abs(s - t) <= 32 * std::numeric_limits<double>::epsilon() * std::abs(t);
  };
  return near(x.rms_x, y.rms_x) && near(x.rms_z, y.rms_z) && near(x.slope, y.slope) && near(x.mean_x, y.mean_x) &&
         near(x.mean_z, y.mean_z) && near(x.nngp(), y.nngp()) &&
         near(x.correlation.one_minus(), y.correlation.one_minus());
}

AnyActivation Make(const std::string& name, const std::vector<double>& arguments = {}) {
  return AnyActivation::FromName(name, arguments);
}

TEST(AnyActivation, IsItsOwnType) {
  EXPECT_TRUE(Same(Make("relu"), LeakyRelu(0)));
  EXPECT_TRUE(Same(Make("leaky_relu"), LeakyRelu(0.01)));
  EXPECT_TRUE(Same(Make("leaky_relu", {0.2}), LeakyRelu(0.2)));
  EXPECT_TRUE(Same(Make("abs"), LeakyRelu(-1)));
  EXPECT_TRUE(Same(Make("identity"), LeakyRelu(1)));
  EXPECT_TRUE(Same(Make("erf"), Erf()));
  EXPECT_TRUE(Same(Make("gelu"), Gelu()));
  EXPECT_TRUE(Same(Make("sin", {2}), Sine(2)));
  EXPECT_TRUE(Same(Make("cos"), Cosine(1)));
  EXPECT_TRUE(Same(Make("exp", {0.5}), ExponentialActivation(0.5)));
  EXPECT_TRUE(Same(Make("gaussian"), GaussianActivation(1)));
  EXPECT_TRUE(Same(Make("square"), Monomial(2)));
  EXPECT_TRUE(Same(Make("monomial", {3}), Monomial(3)));
  EXPECT_TRUE(Same(Make("hermite", {3}), HermitePolynomial(3)));
  EXPECT_TRUE(Same(Make("sin", {2, 0.5}), Sine(2, 0.5)));
  EXPECT_TRUE(Same(Make("cos", {1, 0.25}), Cosine(1, 0.25)));
  EXPECT_TRUE(Same(Make("polynomial", {1, 0, 0.5}), Polynomial({1, 0, 0.5})));
  EXPECT_TRUE(Same(Make("silu"), QuadratureActivation::Silu()));
  EXPECT_TRUE(Same(Make("tanh"), QuadratureActivation::Tanh()));
  EXPECT_TRUE(Same(Make("softplus"), QuadratureActivation::Softplus()));
  EXPECT_FALSE(Same(Make("leaky_relu", {0.2}), LeakyRelu(0.25)));
  EXPECT_EQ(AnyActivation::Names().size(), 17U);  // each is above
}

TEST(AnyActivation, TextSaysAllOfIt) {
  EXPECT_EQ(Make("gelu").Text(), "gelu");
  EXPECT_EQ(Make("leaky_relu", {0.2}).Text(), "leaky_relu(0.2)");
  EXPECT_EQ(Make("sin").Text(), "sin(1,0)");
  EXPECT_EQ(Make("polynomial", {1, 0, 0.5}).Text(), "polynomial(1,0,0.5)");
  EXPECT_EQ(Make("hermite", {3}).Text(), "hermite(3)");
  EXPECT_EQ(AnyActivation::ArgumentsOf("hermite"), std::vector<std::string>{"degree"});
  EXPECT_EQ(Make("leaky_relu").arguments(), std::vector<double>{0.01});
}

/// Some that it takes.
std::vector<double> ArgumentsFor(const std::string& name) {
  if (name == "polynomial") return {1, 0.5, 0.25};
  return std::vector<double>(AnyActivation::ArgumentsOf(name).size(), name == "leaky_relu" ? 0.5 : 1.0);
}

TEST(AnyActivation, ItsDoublesAreComplexAndSingleToo) {
  for (const std::string& name : AnyActivation::Names()) {
    const AnyActivation phi = Make(name, ArgumentsFor(name));
    const auto real = phi.Moments<double>(0.75, 1.25, kRho);
    const double size = real.rms_x * real.rms_z;
    const auto complex =
        phi.Moments<std::complex<double>>(0.75, 1.25, Correlation<std::complex<double>>::FromCosine(0.3));
    EXPECT_NEAR(complex.nngp().real(), real.nngp(), 64 * std::numeric_limits<double>::epsilon() * size) << name;
    const auto single = phi.Moments<float>(0.75F, 1.25F, Correlation<float>::FromCosine(0.3F));
    EXPECT_NEAR(single.nngp(), real.nngp(), 64 * std::numeric_limits<float>::epsilon() * size) << name;
    EXPECT_GT(std::abs(complex.nngp().real() - 1.001 * real.nngp()), 1e-4 * std::abs(real.nngp())) << name;
  }
}

/// Near-parallel inputs of different norms, whose digits every type has to keep.
template <class T>
ActivationMoments<T> NearParallel(const AnyActivation& phi, const MagnitudeOf<T>& p, const MagnitudeOf<T>& q) {
  const RealOf<T> minus(1e-9);
  return phi.Moments<T>(p, q, Correlation<T>::FromComplements(T(minus), T(RealOf<T>(2) - minus)));
}

TEST(AnyActivation, ItsLanesAndItsManyDigitsAreTheSameFormulas) {
  using Lanes = LaneScalar<double>;
  using textbook::Exact;
  int with_many_digits = 0;
  for (const std::string& name : AnyActivation::Names()) {
    const AnyActivation phi = Make(name, ArgumentsFor(name));
    const auto real = NearParallel<double>(phi, 1.25, 1.5);
    const auto lanes = NearParallel<Lanes>(phi, Lanes(1.25), Lanes(1.5));
    const double eps = std::numeric_limits<double>::epsilon(), minus = real.correlation.one_minus();
    EXPECT_NEAR(lanes.correlation.one_minus()[1], minus, 64 * eps * (minus + 0.01)) << name;  // ((p-q)/(p+q))^2
    EXPECT_NEAR(lanes.slope[0], real.slope, 64 * eps * std::abs(real.slope)) << name;
    if (name == "silu" || name == "tanh" || name == "softplus") continue;
    const auto many = NearParallel<Exact>(phi, 1.25, 1.5);
    EXPECT_LE(textbook::ErrorInEps(minus, many.correlation.one_minus(), Exact(minus + 0.01)), 64) << name;
    EXPECT_LE(textbook::RelativeErrorInEps(real.slope, many.slope), 64) << name;
    EXPECT_GT(textbook::RelativeErrorInEps(1.001 * real.slope, many.slope), 64) << name;
    ++with_many_digits;
  }
  EXPECT_EQ(with_many_digits, 14);
}

// --- phi and phi' ---

std::vector<double> SomeArguments(const std::string& name) {
  if (name == "polynomial") return {1, -0.5, 0.25, 0.125};
  if (name == "hermite" || name == "monomial") return {3};
  if (name == "sin" || name == "cos") return {1.25, 0.5};
  if (name == "exp" || name == "gaussian") return {0.5};
  if (name == "leaky_relu") return {0.2};
  return {};
}

bool HasKink(const std::string& name) { return name == "relu" || name == "leaky_relu" || name == "abs"; }

/// E[f(u) f(v)] for f homogeneous of degree 0 or 1, by the angle in the plane, at rho = 1/2: midpoints, of which none
/// is at a kink.
template <class F>
double AngleIntegral(const F& f, int degree, double p, double q) {
  constexpr int kNodes = 1'200'000;
  const double pi = std::numbers::pi, factor = degree == 1 ? 2 : 1;  // E[r^2] = 2
  double sum = 0;
  for (int i = 0; i < kNodes; ++i) {
    const double angle = 2 * pi * (i + 0.5) / kNodes;
    sum += f(p * std::cos(angle)) * f(q * std::cos(angle - pi / 3));
  }
  return factor * sum / kNodes;
}

/// The distance of the moments from their definition by factor * Value and factor * Derivative, in eps of those at rho
/// = 1.
double DistanceFromDefinition(const AnyActivation& phi, double factor) {
  constexpr double kP = 0.75, kQ = 0.5, kCosine = 0.5;
  const auto moments = phi.Moments<double>(kP, kQ, Correlation<double>::FromCosine(kCosine));
  const auto top = phi.Moments<double>(kP, kQ, Correlation<double>::Equal());
  return phi.Visit([&](const auto& own) {
    const auto value = [&](double u) { return factor * own.Value(u); };
    const auto slope = [&](double u) { return factor * own.Derivative(u); };
    const bool kink = HasKink(phi.name());
    const double nngp = kink ? AngleIntegral(value, 1, kP, kQ) : PlaneIntegral(value, kP, kQ, kCosine);
    const double slopes = kink ? AngleIntegral(slope, 0, kP, kQ) : PlaneIntegral(slope, kP, kQ, kCosine);
    return std::max(std::abs(nngp - moments.nngp()) / (moments.rms_x * moments.rms_z),
                    std::abs(slopes - moments.slope) / std::abs(top.slope)) /
           std::numeric_limits<double>::epsilon();
  });
}

// Asymptotic at kinks: the midpoints miss h^2/24 of the jumps of the derivative, h = 5e-6, some 10^4 eps.
TEST(AnyActivation, ValuesHaveTheMoments) {
  for (const std::string& name : AnyActivation::Names()) {
    const AnyActivation phi = Make(name, SomeArguments(name));
    const double bound = HasKink(name) ? 1e5 : 100;
    EXPECT_LE(DistanceFromDefinition(phi, 1), bound) << name;
    EXPECT_GT(DistanceFromDefinition(phi, 1 + 1e-9), bound) << name;
  }
}

/// Of factor * phi' from central differences, in h^2 (1 + |phi|): h^2/6 of the third derivative, and eps/h of phi.
template <class Phi>
double DistanceFromDifferences(const Phi& phi, double factor) {
  constexpr double kStep = 0x1p-16;
  double worst = 0;
  for (const double u : {-1.75, -0.25, 0.5, 1.25}) {
    const double difference = (phi.Value(u + kStep) - phi.Value(u - kStep)) / (2 * kStep);
    worst = std::max(worst, std::abs(factor * phi.Derivative(u) - difference) / (1 + std::abs(phi.Value(u))));
  }
  return worst / (kStep * kStep);
}

TEST(AnyActivation, DerivativesAreThose) {
  for (const std::string& name : AnyActivation::Names()) {
    Make(name, SomeArguments(name)).Visit([&](const auto& phi) {
      EXPECT_LE(DistanceFromDifferences(phi, 1), 4) << name;
      EXPECT_GT(DistanceFromDifferences(phi, 1 + 1e-6), 4) << name;
    });
  }
  Make("leaky_relu").Visit([](const auto& phi) { EXPECT_EQ(phi.Derivative(0), 0.01); });
}

/// What an error says.
std::string Message(const std::string& name, const std::vector<double>& arguments) {
  return MessageOf([&] { Make(name, arguments); });
}

TEST(AnyActivation, NamesWhatIsWrong) {
  EXPECT_NE(Message("swish", {}).find("'swish'"), std::string::npos);
  EXPECT_NE(Message("swish", {}).find("gelu"), std::string::npos);
  EXPECT_NE(Message("gelu", {1}).find("0 arguments, got 1"), std::string::npos);
  EXPECT_NE(Message("hermite", {}).find("needs a degree"), std::string::npos);
  EXPECT_NE(Message("polynomial", {}).find("needs a c0"), std::string::npos);
  EXPECT_NE(Message("polynomial", std::vector<double>(34, 1.0)).find("34"), std::string::npos);
  EXPECT_NE(Message("monomial", {2.5}).find("2.5"), std::string::npos);
  EXPECT_NE(Message("leaky_relu", {7}).find("7"), std::string::npos);
  EXPECT_EQ(Message("leaky_relu", {0.7}), "no error");
  EXPECT_THROW(AnyActivation::ArgumentsOf("swish"), std::invalid_argument);
  EXPECT_THROW(Make("tanh").Moments<long double>(1, 1, Correlation<long double>::Equal()), std::domain_error);
}

TEST(AnyActivation, OnesOwn) {
  const QuadratureActivation tanh = QuadratureActivation::Tanh();
  const AnyActivation own = AnyActivation::Own("my_tanh", tanh);
  EXPECT_EQ(own.Text(), "my_tanh");
  const auto moments = own.Moments<double>(1, 0.5, Correlation<double>::FromAngle(1.0));
  const auto known = Make("tanh").Moments<double>(1, 0.5, Correlation<double>::FromAngle(1.0));
  EXPECT_EQ(moments.slope, known.slope);
  EXPECT_EQ(moments.rms_x, known.rms_x);
  EXPECT_NE(moments.slope, Make("erf").Moments<double>(1, 0.5, Correlation<double>::FromAngle(1.0)).slope);
  for (const char* name : {"", "2", "a b", "a-b", "tanh", "\xc3\xa9"}) {
    EXPECT_THROW(AnyActivation::Own(name, tanh), std::invalid_argument) << name;
  }
}

}  // namespace
}  // namespace hadamard_ntk::ntk
