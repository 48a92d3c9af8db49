#include "ntk/net_expression.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <complex>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ntk/activate_product.h"
#include "ntk/activation_moments.h"
#include "ntk/activations/erf.h"
#include "ntk/activations/gelu.h"
#include "ntk/activations/leaky_relu.h"
#include "ntk/any_kernel.h"
#include "ntk/any_scale.h"
#include "ntk/features.h"
#include "ntk/identity.h"
#include "ntk/lane_scalar.h"
#include "ntk/on_sphere.h"
#include "ntk/relinear_net.h"
#include "ntk/wide_range.h"

namespace hadamard_ntk::ntk {
namespace {

using Trained = ResidualNet::Trained;
using Quad = boost::multiprecision::cpp_bin_float_quad;

constexpr double kEps = std::numeric_limits<double>::epsilon();

// --- evaluation: against the algebra, and in more digits -----------------------------------------------------------

struct Place {
  double norm_x, norm_z, angle;
};

std::vector<Place> Places() {
  std::vector<Place> places;
  for (const double angle : {0.0, 1e-9, 1e-4, 0.5, 1.5, 2.5, 3.1415926}) {
    for (const auto& [x, z] : {std::pair(1.0, 1.0), std::pair(1.25, 0.4), std::pair(0.01, 3.0)}) {
      places.push_back({x, z, angle});
    }
  }
  return places;
}

template <class T, class K>
Pair<T> At(const K& kernel, const Place& at) {
  return kernel(T(at.norm_x), T(at.norm_z), Correlation<T>::FromAngle(T(at.angle)));
}

// The larger part of |a - b|, over that of b at angle zero, in eps.
template <class T, class A, class B>
double Distance(const A& a, const B& b, const Place& at) {
  const Pair<T> pa = At<T>(a, at), pb = At<T>(b, at), zero = At<T>(b, {at.norm_x, at.norm_z, 0});
  using std::abs;
  const T eps = Epsilon<T>(), nngp = T(abs(pa.nngp - pb.nngp)) / zero.nngp, ntk = T(abs(pa.ntk - pb.ntk)) / zero.ntk;
  return static_cast<double>(T(std::max(nngp, ntk) / eps));
}

// The example of the header by hand, of which every step matters.
TEST(NetExpression, IsTheAlgebra) {
  const auto by_hand = [](double bias) {
    return [bias](double norm_x, double norm_z, const Correlation<double>& c) {
      const auto relu = [](const Features<double>& h, double w, double b) {
        return Scale(Activate<Relu>(Dense(h, w, b)), 0.5);
      };
      const Features<double> h = relu(Input<double>(norm_x, norm_z, c), 1.5, bias);
      return Readout(HadamardProduct(relu(h, 1, 0), Activate<Identity>(Dense(h))), 1.0, 0.25);
    };
  };
  const NetExpression net("dense(1.5,.05) relu | dense relu * dense | readout(1,0.25)");
  for (const Place& at : Places()) {
    EXPECT_LE(Distance<double>(net, by_hand(0.05), at), 12) << at.angle;  // counted: the roundings of three layers
    EXPECT_GT(Distance<double>(net, by_hand(0.0500001), at), 12) << at.angle;
  }
}

// The same with activations that are not homogeneous, and a scale before one.
TEST(NetExpression, IsTheAlgebraWithOtherActivations) {
  const auto by_hand = [](double scale) {
    return [scale](double norm_x, double norm_z, const Correlation<double>& c) {
      const Features<double> x = Input<double>(norm_x, norm_z, c);
      const Features<double> h = Activate(Gelu(), Dense(x, 1.5, 0.05));
      const Preactivation<double> u = Dense(h);
      const Features<double> scaled = Scale(Activate<Identity>(u), scale);
      const Features<double> f = Activate(Erf(), Preactivation<double>{{scaled}, scaled.ntk});
      return Readout(Sum(f, Activate(LeakyRelu(-0.5), Dense(h))), 1.0, 0.25);
    };
  };
  const NetExpression net("dense(1.5,.05) gelu | dense scale(.5) erf + dense leaky_relu(-0.5) | readout(1,0.25)");
  for (const Place& at : Places()) {
    EXPECT_LE(Distance<double>(net, by_hand(0.5), at), 12) << at.angle;  // counted: the same formulas, rounded apart
    EXPECT_GT(Distance<double>(net, by_hand(0.5000001), at), 12) << at.angle;
  }
  EXPECT_EQ(net.Text(), "dense(1.5,0.05) gelu | dense scale(0.5) erf + dense leaky_relu(-0.5) | readout(1,0.25)");
}

// Nets with all that the grammar has.
const std::vector<std::string>& Nets() {
  static const std::vector<std::string> nets = {
      "readout",
      "readout(2,0.5)",
      "dense relu | readout",
      "dense(1.5,0.05) relu | dense relu * dense | readout",
      "input_bias(0.75) | dense relu dense(2,0.01) relu | readout(1,0.1^2)",
      "standard(64) | dense(2,0.1) relu dense(2) relu | skip + dense | readout",
      "dense | repeat(4, skip + dense relu dense(0.1)) | relu dense | readout",
      "(dense relu)^3 | readout(2)",
      "(1 + dense relu scale(2))^5 | dense identity | readout",
      "dense gelu | skip + dense erf dense | dense leaky_relu(0.2) * dense abs | readout",
      "dense relu | skip * (1 + x dense relu) + x dense | frozen_dense(2/3) relu | frozen_readout",
      "dense | (skip + dense | relu dense)^2 | readout",
      "relu(dense(1,1) * dense(2)) | relu(dense * x dense(1,0.5) scale(3)) | dense relu | readout",
      "dense | repeat(2, skip + relu(skip * dense(1,1)) dense) | readout",
      "repeat(2, dense(1,1) relu scale(2) * (1 + zero_dense(0.25,0.5))) | readout",
      "standard(64) | dense + zero_dense(1,1) | relu | dense + zero_dense scale(0.5) | relu | readout",
      "dense relu * (dense + dense(2) relu) | scale(0.5) | x dense(1,1) relu * 1 dense + skip | readout(3)",
  };
  return nets;
}

TEST(NetExpression, HasTheDocumentedError) {
  for (const std::string& text : Nets()) {
    if (text.find("gelu") != std::string::npos) continue;  // its own error is that of gelu.h, too
    const NetExpression net(text);
    const auto quad = [&net](double norm_x, double norm_z, const Correlation<double>& c) {
      const Pair<Quad> pair = net(Quad(norm_x), Quad(norm_z), Correlation<Quad>::FromAngle(Quad(c.angle())));
      return Pair<double>{static_cast<double>(pair.nngp), static_cast<double>(pair.ntk)};
    };
    for (const Place& at : Places()) EXPECT_LE(Distance<double>(net, quad, at), 4 + 4 * net.layers()) << text;
  }
}

TEST(NetExpression, FloatsLanesAndComplexNumbers) {
  using Lanes = LaneScalar<double>;
  using Complex = std::complex<double>;
  for (const std::string& text : Nets()) {
    const NetExpression net(text);
    const double bound = 2 * (4 + 4 * net.layers());
    for (const Place& at : Places()) {
      const Pair<double> pair = At<double>(net, at), zero = At<double>(net, {at.norm_x, at.norm_z, 0});
      const Correlation<double> c = Correlation<double>::FromAngle(at.angle);
      const Pair<Lanes> lanes =
          net(Lanes(at.norm_x), Lanes(at.norm_z),
              Correlation<Lanes>::FromParts(Lanes(c.cosine()), Lanes(c.one_minus()), Lanes(c.one_plus())));
      EXPECT_LE(std::abs(lanes.ntk[0] - pair.ntk), bound * kEps * zero.ntk) << text;
      EXPECT_LE(std::abs(lanes.nngp[Lanes::kSize - 1] - pair.nngp), bound * kEps * zero.nngp) << text;
      const Pair<Complex> complex = net(at.norm_x, at.norm_z, Correlation<Complex>::FromAngle(Complex(at.angle)));
      EXPECT_LE(std::abs(complex.ntk - pair.ntk), bound * kEps * zero.ntk) << text;
      const Pair<float> single = At<float>(net, at);
      const double angle_of_float = 4;  // the angle and the norms are rounded, too
      EXPECT_LE(std::abs(single.ntk - pair.ntk),
                (bound + angle_of_float * net.layers()) * std::numeric_limits<float>::epsilon() * zero.ntk)
          << text;
    }
  }
}

// Norms of which the products inside are no doubles: K(2^a x, 2^b z) = 2^{3 (a + b)} K(x, z).  Counted: exact scales.
TEST(NetExpression, AtAnyScale) {
  const NetExpression net("(dense relu)^3 | repeat(2, skip + dense relu dense) | frozen_readout");
  const Correlation<double> c = Correlation<double>::FromAngle(0.5);
  const Pair<double> plain = net(1.25, 0.75, c);
  const auto wide = AtAnyScale(net, ldexp(WideRange<double>(1.25), 700), ldexp(WideRange<double>(0.75), -600), c);
  const double bound = 2 * (4 + 4 * net.layers()) * kEps;
  EXPECT_LE(std::abs(static_cast<double>(ldexp(wide.ntk, -300)) / plain.ntk - 1), bound);
  EXPECT_LE(std::abs(static_cast<double>(ldexp(wide.nngp, -300)) / plain.nngp - 1), bound);
  EXPECT_FALSE(IsTame(net, ldexp(WideRange<double>(1.25), 700)));
  EXPECT_TRUE(IsTame(net, WideRange<double>(1.25)));
  // Activations that know numbers of double only.
  const NetExpression tables("dense tanh | dense exp(0.5) + dense leaky_relu(0.5) | readout");
  const Pair<double> narrow = tables(1.25, 0.75, c);
  const auto same = AtAnyScale(tables, WideRange<double>(1.25), WideRange<double>(0.75), c);
  EXPECT_LE(std::abs(static_cast<double>(same.ntk) / narrow.ntk - 1), 100 * kEps);  // counted
  EXPECT_LE(std::abs(static_cast<double>(same.nngp) / narrow.nngp - 1), 100 * kEps);
  EXPECT_THROW(AtAnyScale(tables, ldexp(WideRange<double>(1), 3000), WideRange<double>(1), c), std::domain_error);
}

// --- the parameterizations -----------------------------------------------------------------------------------------

// Where sqrt(w/n) is 1 the scaled weights are the weights.
TEST(NetExpression, StandardParameterizationOfUnitWeights) {
  const std::string net = "dense(1,1) relu | skip + dense(64) relu dense(64,1) | (dense(64) relu)^2 | readout(64,1)";
  const NetExpression ntk(net), standard("standard(64) | " + net), wrong("standard(63) | " + net);
  for (const Place& at : Places()) {
    EXPECT_LE(Distance<double>(standard, ntk, at), 4 + 4 * ntk.layers());
    EXPECT_GT(Distance<double>(wrong, ntk, at), 4 + 4 * ntk.layers());
  }
}

// f = V2 relu(V1 x + b1) / sqrt(s) + b2, of s n units, its entries as the header says: the mean of the empirical NTK is
// the limit at any s.  Statistical: five standard errors.
TEST(NetExpression, StandardParameterizationIsItsDefinition) {
  constexpr int kBase = 8, kScale = 2, kUnits = kBase * kScale, kDraws = 20000;
  constexpr double kW1 = 1.5, kB1 = 0.3, kW2 = 0.7;
  const double x[] = {1, 0.5}, z[] = {-0.25, 1}, inner = x[0] * z[0] + x[1] * z[1];
  std::mt19937_64 random(16);
  std::normal_distribution<double> normal;
  double sum = 0, squares = 0;
  for (int draw = 0; draw < kDraws; ++draw) {
    double ntk = 1;
    for (int j = 0; j < kUnits; ++j) {
      const double v[] = {std::sqrt(kW1) * normal(random), std::sqrt(kW1) * normal(random)};
      const double b = std::sqrt(kB1) * normal(random), v2 = std::sqrt(kW2 / kBase) * normal(random);
      const double at_x = v[0] * x[0] + v[1] * x[1] + b, at_z = v[0] * z[0] + v[1] * z[1] + b;
      if (at_x > 0 && at_z > 0) ntk += (at_x * at_z + v2 * v2 * (inner + 1)) / kScale;
    }
    sum += ntk;
    squares += ntk * ntk;
  }
  const double mean = sum / kDraws, error = std::sqrt((squares / kDraws - mean * mean) / kDraws);
  const double norm_x = std::hypot(x[0], x[1]), norm_z = std::hypot(z[0], z[1]);
  const auto value = [&](const std::string& text) {
    return NetExpression(text)(norm_x, norm_z, Correlation<double>::FromCosine(inner / norm_x / norm_z)).ntk;
  };
  EXPECT_LE(std::abs(value("standard(8) | dense(1.5,0.3) relu | readout(0.7,0.2)") - mean), 5 * error);
  EXPECT_GT(std::abs(value("standard(7) | dense(1.5,0.3) relu | readout(0.7,0.2)") - mean), 5 * error);
  EXPECT_GT(std::abs(value("standard(8) | dense(1.5,0.3) relu | readout(0.7)") - mean), 5 * error);
  EXPECT_GT(std::abs(value("dense(1.5,0.3) relu | readout(0.7,0.2)") - mean), 5 * error);
}

// --- quadratic nets ------------------------------------------------------------------------------------------------

TEST(NetExpression, ReluOfAProductIsTheAlgebra) {
  const auto by_hand = [](double bias) {
    return [bias](double norm_x, double norm_z, const Correlation<double>& c) {
      const Features<double> x = Input<double>(norm_x, norm_z, c);
      const auto h = Scale(ActivateProduct<Relu>(Dense(x, 1.5, bias), Dense(x, 2.0)), 0.5);
      const Preactivation<double> u = Dense(h);
      return Readout(Scale(ActivateProduct<Relu>(u, Dense(h, 1, 0.25)), 0.5));
    };
  };
  const NetExpression net("relu(dense(1.5,0.05) * dense(2)) relu(dense * dense(1,0.25)) | readout");
  const NetExpression deeper("relu(dense(1.5,0.05) * dense(2)) dense | relu(skip * dense(1,0.25)) | readout");
  for (const Place& at : Places()) {
    EXPECT_LE(Distance<double>(net, by_hand(0.05), at), 4 + 4 * net.layers()) << at.angle;
    EXPECT_GT(Distance<double>(net, by_hand(0.0501), at), 4 + 4 * net.layers()) << at.angle;
    EXPECT_GT(Distance<double>(deeper, by_hand(0.05), at), 4 + 4 * net.layers()) << at.angle;
  }
}

// The parts of ReLinear's NTK, each with the other layers frozen: K_a, K_r, K_g and, of the first layer, that of c.
TEST(NetExpression, PartsOfReLinear) {
  const std::string frozen = "frozen_dense(1,1) relu scale(2)";
  const NetExpression readout("repeat(3, " + frozen + ") | readout");
  const NetExpression linear("repeat(3, dense(1,1) relu scale(2)) | frozen_readout");
  const NetExpression gate("repeat(3, " + frozen + " * (1 + zero_dense(1,1))) | frozen_readout");
  const NetExpression bias("frozen_dense(1,1) + zero_dense(0,1) | relu scale(2) repeat(2, " + frozen +
                           ") | frozen_readout");
  for (const Place& at : Places()) {
    const auto parts = [](double norm_x, double norm_z, const Correlation<double>& c) {
      return ReLinearNet(3).Parts<double>(norm_x, norm_z, c, 0);
    };
    const auto of = [&](const auto& part) {
      return [&parts, part](double norm_x, double norm_z, const Correlation<double>& c) {
        return Pair<double>{parts(norm_x, norm_z, c).readout, part(norm_x, norm_z, c)};
      };
    };
    const auto k_a = of([&](double p, double q, const auto& c) { return parts(p, q, c).readout; });
    const auto k_r = of([&](double p, double q, const auto& c) { return parts(p, q, c).linear; });
    const auto k_g = of([&](double p, double q, const auto& c) { return parts(p, q, c).gate; });
    const auto k_c = of([&](double p, double q, const auto& c) {
      return ReLinearNet(3).Parts<double>(p, q, c, 1).power - parts(p, q, c).power;
    });
    const double bound = 2 * (4 + 4 * gate.layers());
    EXPECT_LE(Distance<double>(readout, k_a, at), bound);
    EXPECT_LE(Distance<double>(linear, k_r, at), bound);
    EXPECT_LE(Distance<double>(gate, k_g, at), bound);
    EXPECT_GT(Distance<double>(gate, k_r, at), 1e6 * bound);
    const double scale = ReLinearNet(3).Parts<double>(at.norm_x, at.norm_z, Correlation<double>::Equal(), 1).power;
    const double of_bias = At<double>(bias, at).ntk, expected = At<double>(k_c, at).ntk;
    EXPECT_NEAR(of_bias, expected, bound * kEps * scale);  // a difference of such
    EXPECT_GT(std::abs(1.0001 * of_bias - expected), bound * kEps * scale);
  }
}

TEST(NetExpression, CanonicalTextIsTheSameNet) {
  for (const std::string& text : Nets()) {
    const NetExpression net(text), again(net.Text());
    EXPECT_EQ(net.Text(), text);
    EXPECT_EQ(again.Text(), net.Text());
    for (const Place& at : Places()) {
      EXPECT_EQ(At<double>(net, at).ntk, At<double>(again, at).ntk);
      EXPECT_EQ(At<double>(net, at).nngp, At<double>(again, at).nngp);
    }
  }
}

// --- the networks that have names ----------------------------------------------------------------------------------

std::vector<KernelDescription> Descriptions() {
  using enum Normalization;
  return {
      KernelDescription("pnn"),
      KernelDescription("pnn", {.degree = 1}),
      KernelDescription("pnn", {.degree = 10}),
      KernelDescription("pnn", {.degree = 3, .normalization = kRawActivation}),
      KernelDescription("pnn", {.degree = 3, .normalization = kRawActivationOverWidth, .width = 100}),
      KernelDescription("pnn", {.degree = 3, .activation_free = true}),
      KernelDescription("pnn", {.activation_free = true, .normalization = kRawActivationOverWidth, .width = 3}),
      KernelDescription("pnn", {.degree = 3, .input_bias = 0.3}),
      KernelDescription("ccp", {.degree = 1, .bias_std = 0.1}),
      KernelDescription("ccp"),
      KernelDescription("ccp", {.degree = 4, .normalization = kUnit, .bias_std = 0.25}),
      KernelDescription("ccp", {.degree = 4, .activation_free = true}),
      KernelDescription("ccp", {.input_bias = 2}),
      KernelDescription("ncp", {.degree = 1}),
      KernelDescription("ncp"),
      KernelDescription("ncp", {.degree = 5, .bias_std = 0.7}),
      KernelDescription("ncp", {.degree = 3, .activation_free = true, .bias_std = 0.5}),
      KernelDescription("ncp", {.input_bias = 2}),
      KernelDescription("fc", {.depth = 1}),
      KernelDescription("fc"),
      KernelDescription("fc", {.depth = 10, .bias_std = 0.1}),
      KernelDescription("fc", {.input_bias = 0.5}),
      KernelDescription("resnet"),
      KernelDescription("resnet", {.blocks = 1}),
      KernelDescription("resnet", {.blocks = 6}),
      KernelDescription("resnet", {.blocks = 3, .alpha = 0.7, .trained = Trained::kAllLayers}),
      KernelDescription("resnet", {.input_bias = 2}),
      KernelDescription("quadratic"),
      KernelDescription("quadratic", {.depth = 4}),
      KernelDescription("quadratic", {.input_bias = 2}),
      KernelDescription("relinear"),
      KernelDescription("relinear", {.depth = 5, .gate_rate = 0.3}),
      KernelDescription("relinear", {.depth = 3, .gate_rate = 0}),
      KernelDescription("relinear", {.input_bias = 2}),
  };
}

TEST(ExpressionOf, IsTheNamedNetwork) {
  using Complex = std::complex<double>;
  for (const KernelDescription& description : Descriptions()) {
    const AnyKernel named(description);
    const NetExpression net(ExpressionOf(description));
    const double bound = 8 + 4 * net.layers();
    EXPECT_EQ(net.Text(), ExpressionOf(description));
    for (const Place& at : Places()) {
      EXPECT_LE(Distance<double>(net, named, at), bound) << net.Text();
      EXPECT_LE(Distance<Quad>(net, named, at), bound) << net.Text();
      EXPECT_LE(Distance<float>(net, named, at), bound) << net.Text();
    }
    // On the lines where eigenvalues for large k are computed (spectral), relative to the modulus.
    for (const double u : {1e-3, 0.5, 3.0}) {
      for (const Complex theta : {Complex(0, -u), Complex(Pi<double>(), -u)}) {
        const Complex a = OnSphere(net)(theta), b = OnSphere(named)(theta);
        EXPECT_LE(std::abs(a - b), 2 * bound * kEps * std::abs(b)) << net.Text() << " at " << theta;
      }
    }
  }
}

// Each is told from all others by the same bound.
TEST(ExpressionOf, IsNoOtherNetwork) {
  const std::vector<KernelDescription> all = Descriptions();
  int told_apart = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const NetExpression net(ExpressionOf(all[i]));
    for (std::size_t j = 0; j < all.size(); ++j) {
      if (i == j) continue;
      double most = 0;
      for (const Place& at : Places()) most = std::max(most, Distance<double>(net, AnyKernel(all[j]), at));
      EXPECT_GT(most, 8 + 4 * net.layers()) << net.Text() << " and " << all[j].Text();
      ++told_apart;
    }
  }
  EXPECT_EQ(told_apart, 34 * 33);
}

TEST(ExpressionOf, Texts) {
  const auto text = [](const std::string& name, const KernelParameters& p) {
    return ExpressionOf(KernelDescription(name, p));
  };
  EXPECT_EQ(text("pnn", {.degree = 3}), "(dense relu scale(2))^3 | readout(2)");
  EXPECT_EQ(text("ccp", {.degree = 3, .bias_std = 0.5}), "dense relu * (1 + dense relu)^2 | readout(2,0.5^2)");
  EXPECT_EQ(text("ncp", {.degree = 3}),
            "dense relu scale(2) * 1 dense(1^2) | repeat(2, x dense relu scale(2) * dense(1,1^2)) | readout");
  EXPECT_EQ(text("fc", {.depth = 3, .input_bias = 2}), "input_bias(2) | repeat(2, dense relu scale(2)) | readout");
  EXPECT_EQ(text("resnet", {.blocks = 4}),
            "frozen_dense | repeat(4, skip + dense relu scale(2) dense(0.25^2)) | frozen_readout");
  EXPECT_EQ(text("quadratic", {.depth = 4}), "repeat(3, relu(dense(1,1) * dense(1,1)) scale(2)) | readout");
  EXPECT_EQ(text("relinear", {.gate_rate = 0.5}), "dense(1,1) relu scale(2) * (1 + zero_dense(0.5,0.5)) | readout");
  EXPECT_EQ(text("relinear", {.gate_rate = 0}), "dense(1,1) relu scale(2) | readout");
  EXPECT_THROW(text("relinear", {.power_rate = 1}), std::invalid_argument);
  EXPECT_THROW(text("ncp", {.bias_std = 0}), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
