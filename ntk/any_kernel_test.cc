#include "ntk/any_kernel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <complex>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using Trained = ResidualNet::Trained;
using Quad = boost::multiprecision::cpp_bin_float_quad;

// use(AnyKernel, the kernel of its type) for every family with every parameter away from its default, and without any.
template <class Use>
void ForEachFamily(const Use& use) {
  using enum Normalization;
  const auto any = [](const char* name, const KernelParameters& p) { return AnyKernel::FromName(name, p); };
  use(any("pnn", {}), PolynomialNet(2));
  use(any("pnn", {.degree = 5}), PolynomialNet(5));
  use(any("pnn", {.degree = 3, .normalization = kRawActivation}), PolynomialNet(3, kRawActivation));
  use(any("pnn", {.degree = 3, .normalization = kRawActivationOverWidth, .width = 100}),
      PolynomialNet(3, kRawActivationOverWidth, 100));
  use(any("pnn", {.degree = 3, .activation_free = true}), ActivationFreePolynomialNet(3));
  use(any("pnn", {.activation_free = true, .normalization = kRawActivationOverWidth, .width = 3}),
      ActivationFreePolynomialNet(2, kRawActivationOverWidth, 3));
  use(any("pnn", {.degree = 3, .input_bias = 0.75}), WithInputBias(PolynomialNet(3), 0.75));
  use(any("ccp", {}), CcpNet(2, kRawActivation));
  use(any("ccp", {.degree = 3, .normalization = kUnit, .bias_std = 0.25}), CcpNet(3, kUnit, 0.25));
  use(any("ccp", {.degree = 4, .activation_free = true}), ActivationFreeCcpNet(4, kRawActivation));
  use(any("ccp", {.input_bias = 2}), WithInputBias(CcpNet(2, kRawActivation), 2));
  use(any("ncp", {}), NcpNet(2, 1));
  use(any("ncp", {.degree = 3, .bias_std = 2}), NcpNet(3, 2));
  use(any("ncp", {.degree = 3, .activation_free = true, .bias_std = 0.5}), ActivationFreeNcpNet(3, 0.5));
  use(any("ncp", {.input_bias = 2}), WithInputBias(NcpNet(2), 2));
  use(any("fc", {}), FullyConnected(2));
  use(any("fc", {.depth = 4, .bias_std = 0.5}), FullyConnected(4, 0.5));
  use(any("fc", {.input_bias = 0.5}), WithInputBias(FullyConnected(2), 0.5));
  use(any("resnet", {}), ResidualNet(2, 0.5));
  use(any("resnet", {.blocks = 4}), ResidualNet(4, 0.25));
  use(any("resnet", {.blocks = 3, .alpha = 0.7, .trained = Trained::kAllLayers}),
      ResidualNet(3, 0.7, Trained::kAllLayers));
  use(any("resnet", {.input_bias = 2}), WithInputBias(ResidualNet(2, 0.5), 2));
  use(any("quadratic", {}), QuadraticNet(1));
  use(any("quadratic", {.depth = 4}), QuadraticNet(3));
  use(any("quadratic", {.input_bias = 2}), WithInputBias(QuadraticNet(1), 2));
  use(any("relinear", {}), ReLinearNet(1));
  use(any("relinear", {.depth = 4, .gate_rate = 0.25}), ReLinearNet(3, 0.25));
  use(any("relinear", {.depth = 3, .gate_rate = 0, .power_rate = 0.5}), ReLinearNet(2, 0, 0.5));
  use(any("relinear", {.input_bias = 2}), WithInputBias(ReLinearNet(1), 2));
}
constexpr int kCases = 29;

template <class T, class K>
std::vector<T> ValuesAt(const K& kernel) {
  using R = RealOf<T>;
  std::vector<T> values;
  for (const double cosine : {-0.375, 0.96875}) {
    const Pair<T> pair =
        kernel(MagnitudeOf<T>(R(1.25)), MagnitudeOf<T>(R(0.5)), Correlation<T>::FromCosine(T(R(cosine))));
    values.insert(values.end(), {pair.ntk, pair.nngp});
  }
  return values;
}

template <class T>
void ExpectValuesOfTheType() {
  int cases = 0;
  ForEachFamily([&](const AnyKernel& any, const auto& kernel) {
    EXPECT_EQ(ValuesAt<T>(any), ValuesAt<T>(kernel)) << any.Text();
    ++cases;
  });
  EXPECT_EQ(cases, kCases);
}

TEST(AnyKernel, IsTheKernelOfItsType) {
  ExpectValuesOfTheType<float>();
  ExpectValuesOfTheType<double>();
  ExpectValuesOfTheType<Quad>();
  ExpectValuesOfTheType<std::complex<double>>();
}

// So a parameter that is lost on the way would be seen.
TEST(AnyKernel, EveryCaseIsAnotherKernel) {
  std::vector<std::vector<double>> seen;
  ForEachFamily([&](const AnyKernel& any, const auto&) {
    for (const std::vector<double>& other : seen) EXPECT_NE(ValuesAt<double>(any), other) << any.Text();
    seen.push_back(ValuesAt<double>(any));
  });
}

TEST(AnyKernel, TextAndValues) {
  EXPECT_EQ(AnyKernel::FromName("pnn").Text(), "pnn, degree 2, normalization unit");
  const AnyKernel raw =
      AnyKernel::FromName("pnn", {.activation_free = true, .normalization = Normalization::kRawActivation});
  EXPECT_EQ(raw.Text(), "pnn, degree 2, activation_free, normalization raw");
  EXPECT_EQ(raw.name(), "pnn");
  EXPECT_EQ(raw.parameters().degree, 2);
  EXPECT_FALSE(raw.parameters().depth.has_value());
  EXPECT_EQ(AnyKernel::FromName("fc", {.depth = 3, .bias_std = 0.5, .input_bias = 2}).Text(),
            "fc, depth 3, bias_std 0.5, input_bias 2");
  EXPECT_EQ(AnyKernel::FromName("resnet", {.blocks = 3}).Text(), "resnet, blocks 3, alpha 0.333333, trained blocks");
  EXPECT_EQ(AnyKernel::FromName("relinear", {.depth = 3}).Text(), "relinear, depth 3, gate_rate 1, power_rate 0");
  const auto values = raw.description().Values();
  ASSERT_EQ(values.size(), 4u);
  EXPECT_EQ(values[0].first, "degree");
  EXPECT_EQ(std::get<int>(values[0].second), 2);
  EXPECT_TRUE(std::get<bool>(values[1].second));
  EXPECT_EQ(std::get<std::string>(values[2].second), "raw");
  EXPECT_EQ(std::get<double>(values[3].second), 0);
}

std::string ErrorOf(const std::string& name, const KernelParameters& parameters) {
  return MessageOf([&] { AnyKernel::FromName(name, parameters); });
}

// Every parameter with every network that does not have it.
TEST(AnyKernel, RefusesParametersOfOthers) {
  const std::vector<std::pair<std::string, KernelParameters>> single = {
      {"degree", {.degree = 3}},
      {"depth", {.depth = 3}},
      {"blocks", {.blocks = 3}},
      {"activation_free", {.activation_free = false}},
      {"normalization", {.normalization = Normalization::kUnit}},
      {"width", {.width = 8}},
      {"bias_std", {.bias_std = 0.5}},
      {"alpha", {.alpha = 0.5}},
      {"trained", {.trained = Trained::kBlocks}},
      {"gate_rate", {.gate_rate = 0.5}},
      {"power_rate", {.power_rate = 0.5}},
      {"input_bias", {.input_bias = 1}}};
  int refused = 0;
  for (const std::string& network : KernelDescription::Names()) {
    const std::vector<std::string>& own = KernelDescription::ParametersOf(network);
    for (const auto& [name, parameters] : single) {
      const std::string error = ErrorOf(network, parameters);
      const bool has = std::find(own.begin(), own.end(), name) != own.end();
      if (has) {
        EXPECT_EQ(error == "no error", name != "width") << error;
        continue;
      }
      EXPECT_EQ(error.rfind("AnyKernel: " + network + " has no " + name + "; it has " + own[0] + ", ", 0), 0u) << error;
      ++refused;
    }
  }
  EXPECT_EQ(refused, 7 * 12 - 5 - 5 - 4 - 3 - 4 - 2 - 4);
}

TEST(AnyKernel, SaysWhatIsWrong) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(ErrorOf("rbf", {}),
            "AnyKernel: no kernel is called rbf; there are pnn, ccp, ncp, fc, resnet, quadratic, relinear");
  EXPECT_EQ(ErrorOf("fc", {.degree = 3}), "AnyKernel: fc has no degree; it has depth, bias_std, input_bias");
  EXPECT_EQ(ErrorOf("ccp", {.normalization = Normalization::kRawActivationOverWidth}),
            "AnyKernel: the normalization of ccp must be one of raw, unit, got raw_over_width");
  EXPECT_EQ(ErrorOf("fc", {.input_bias = -1}), "AnyKernel: input_bias must be finite and not negative, got -1");
  EXPECT_EQ(ErrorOf("fc", {.input_bias = infinity}), "AnyKernel: input_bias must be finite and not negative, got inf");
  EXPECT_EQ(ErrorOf("pnn", {.width = 8}).rfind("PolynomialNet: kRawActivationOverWidth, and no other", 0), 0u);
  EXPECT_EQ(ErrorOf("pnn", {.degree = 0}), "PolynomialNet: degree must be at least 1, got 0");
  EXPECT_EQ(ErrorOf("quadratic", {.depth = 1}),
            "AnyKernel: the depth of quadratic must be at least 2 weight layers, got 1");
  EXPECT_EQ(ErrorOf("relinear", {.power_rate = -1}), "ReLinearNet: power_rate must be finite and not negative, got -1");
  EXPECT_EQ(ErrorOf("ncp", {.bias_std = 0}).rfind("NcpNet: bias_std must be finite and positive", 0), 0u);
}

TEST(Normalization, Names) {
  for (const char* name : {"unit", "raw", "raw_over_width"}) EXPECT_EQ(NameOf(NormalizationOf(name)), name);
  EXPECT_EQ(NormalizationOf("raw"), Normalization::kRawActivation);
  EXPECT_EQ(MessageOf([&] { NormalizationOf("paper"); }),
            "NormalizationOf: must be unit, raw or raw_over_width, got paper");
}

}  // namespace
}  // namespace hadamard_ntk::ntk
