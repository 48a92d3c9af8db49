#include "tools/ntk/kernel_choice.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <functional>
#include <set>
#include <sstream>
#include <vector>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::tools {
namespace {

using Networks = KernelFlags::Networks;

// use(the flags of the words).
template <class Use>
auto WithFlags(std::vector<std::string> words, Networks networks, const Use& use) {
  words.insert(words.begin(), "test");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  FlagParser parser("", "test");
  const KernelFlags flags(parser, networks);
  EXPECT_TRUE(parser.Parse(static_cast<int>(arguments.size()), arguments.data()));
  return use(flags);
}

std::vector<std::string> WordsOf(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

KernelDescription Choose(const std::string& line, Networks networks = Networks::kInfinite) {
  return WithFlags(WordsOf(line), networks, [](const KernelFlags& flags) { return flags.Chosen(); });
}

KernelChoice ChooseKernel(const std::vector<std::string>& words) {
  return WithFlags(words, Networks::kInfinite, [](const KernelFlags& flags) { return flags.ChosenKernel(); });
}

std::string ErrorOf(const std::string& line, Networks networks = Networks::kInfinite) {
  return MessageOf<referee::FlagError>([&] { Choose(line, networks); });
}

// NTK and NNGP at one pair of inputs.
template <class T, class K>
std::vector<T> Values(const K& kernel) {
  const T norm_x(ntk::RealOf<T>(1.25)), norm_z(ntk::RealOf<T>(0.5));
  const ntk::Pair<T> pair = kernel(norm_x, norm_z, ntk::Correlation<T>::FromCosine(T(ntk::RealOf<T>(-0.375))));
  return {pair.ntk, pair.nngp};
}

// The flags give the kernel of ntk that they name, the same number by number, and no other of the list.
TEST(KernelChoice, IsTheKernelOfTheFlags) {
  using ntk::Normalization;
  using Trained = ntk::ResidualNet::Trained;
  std::vector<std::pair<std::string, std::vector<double>>> cases;
  const auto add = [&](const std::string& flags, const auto& kernel) {
    cases.emplace_back(flags, Values<double>(kernel));
    EXPECT_EQ(Values<float>(AnyKernel(Choose(flags))), Values<float>(kernel)) << flags;
  };
  add("", ntk::PolynomialNet(2));
  add("--kernel pnn --degree 5", ntk::PolynomialNet(5));
  add("--degree 3 --normalization raw", ntk::PolynomialNet(3, Normalization::kRawActivation));
  add("--degree 3 --normalization raw_over_width --width 100",
      ntk::PolynomialNet(3, Normalization::kRawActivationOverWidth, 100));
  add("--kernel pnn --activation_free --degree 3", ntk::ActivationFreePolynomialNet(3));
  add("--kernel fc", ntk::FullyConnected(2));
  add("--kernel fc --depth 4 --bias_std 0.5", ntk::FullyConnected(4, 0.5));
  add("--kernel ccp", ntk::CcpNet(2, Normalization::kRawActivation));
  add("--kernel ccp --degree 3 --normalization unit --bias_std 0.25", ntk::CcpNet(3, Normalization::kUnit, 0.25));
  add("--kernel ccp --activation_free --degree 4", ntk::ActivationFreeCcpNet(4, Normalization::kRawActivation));
  add("--kernel ncp", ntk::NcpNet(2));
  add("--kernel ncp --degree 3 --bias_std 2", ntk::NcpNet(3, 2));
  add("--kernel ncp --activation_free --degree 3 --bias_std 0.5", ntk::ActivationFreeNcpNet(3, 0.5));
  add("--kernel resnet --blocks 4", ntk::ResidualNet(4, 0.25));
  add("--kernel resnet --blocks 3 --alpha 0.7 --trained all", ntk::ResidualNet(3, 0.7, Trained::kAllLayers));
  add("--kernel quadratic", ntk::QuadraticNet(1));
  add("--kernel quadratic --depth 4", ntk::QuadraticNet(3));
  add("--kernel relinear", ntk::ReLinearNet(1));
  add("--kernel relinear --depth 3 --gate_rate 0.01 --power_rate 0.5", ntk::ReLinearNet(2, 0.01, 0.5));
  add("--degree 3 --input_bias 0.75", ntk::WithInputBias(ntk::PolynomialNet(3), 0.75));
  add("--kernel resnet --input_bias 2", ntk::WithInputBias(ntk::ResidualNet(2, 0.5), 2.0));
  std::set<std::vector<double>> different;
  for (const auto& [flags, values] : cases) {
    EXPECT_EQ(Values<double>(AnyKernel(Choose(flags))), values) << flags;
    different.insert(values);
  }
  EXPECT_EQ(different.size(), cases.size());
}

TEST(KernelChoice, ComplexNumbersGoThrough) {
  using Complex = std::complex<double>;
  const ntk::Correlation<Complex> c = ntk::Correlation<Complex>::FromAngle(Complex(0, -0.5));
  const ntk::FullyConnected direct(3);
  EXPECT_EQ(AnyKernel(Choose("--kernel fc --depth 3"))(1.0, 1.0, c).ntk, direct(1.0, 1.0, c).ntk);
}

// The other names give the same text, and so the same kernel.
TEST(KernelChoice, OtherNames) {
  const std::vector<std::pair<std::string, std::string>> same = {
      {"--kernel pnn-linear --degree 3", "--kernel pnn --activation_free --degree 3"},
      {"--kernel ccp-linear", "--kernel ccp --activation_free"},
      {"--kernel ncp-linear --bias_std 2", "--kernel ncp --activation_free --bias_std 2"},
      {"--kernel ncp-linear --activation_free", "--kernel ncp --activation_free"},
      {"--normalization paper_eq2", "--normalization raw"},
      {"--kernel ccp --normalization paper_eq2", "--kernel ccp"},
      {"--normalization paper_eq1_literal --width 64", "--normalization raw_over_width --width 64"},
  };
  for (const auto& [other, line] : same) {
    EXPECT_EQ(Choose(other).Text(), Choose(line).Text());
    EXPECT_EQ(ToJson(Choose(other)), ToJson(Choose(line)));
  }
  EXPECT_NE(Choose("--kernel pnn-linear").Text(), Choose("--kernel pnn").Text());
}

TEST(KernelChoice, TextAndJson) {
  EXPECT_EQ(Choose("").Text(), "pnn, degree 2, normalization unit");
  EXPECT_EQ(Choose("--kernel fc --depth 3 --bias_std 0.5 --input_bias 2").Text(),
            "fc, depth 3, bias_std 0.5, input_bias 2");
  EXPECT_EQ(Choose("--kernel ccp").Text(), "ccp, degree 2, normalization raw");
  EXPECT_EQ(Choose("--kernel ncp --activation_free").Text(), "ncp, degree 2, activation_free, bias_std 1");
  EXPECT_EQ(Choose("--kernel resnet --blocks 3").Text(), "resnet, blocks 3, alpha 0.333333, trained blocks");
  EXPECT_EQ(Choose("--normalization raw_over_width --width 64").Text(),
            "pnn, degree 2, normalization raw_over_width, width 64");
  EXPECT_EQ(ToJson(Choose("--kernel ncp --degree 3")),
            (referee::Json{
                {"kernel", "ncp"}, {"degree", 3}, {"activation_free", false}, {"bias_std", 1.0}, {"input_bias", 0.0}}));
}

TEST(KernelChoice, AFlagOfAnotherKernelIsAnError) {
  // Every flag with every kernel that does not have it.
  const std::vector<std::pair<std::string, std::set<std::string>>> owners = {
      {"--degree 3", {"pnn", "ccp", "ncp"}},
      {"--activation_free", {"pnn", "ccp", "ncp"}},
      {"--depth 3", {"fc", "quadratic", "relinear"}},
      {"--blocks 3", {"resnet"}},
      {"--alpha 0.5", {"resnet"}},
      {"--trained all", {"resnet"}},
      {"--gate_rate 0.5", {"relinear"}},
      {"--power_rate 0.5", {"relinear"}},
      {"--bias_std 0.5", {"fc", "ccp", "ncp"}},
      {"--normalization unit", {"pnn", "ccp"}},
      {"--input_bias 1", {"pnn", "fc", "ccp", "ncp", "resnet", "quadratic", "relinear"}},
  };
  int refused = 0;
  for (const auto& [flag, with] : owners) {
    for (const std::string kernel : {"pnn", "fc", "ccp", "ncp", "resnet", "quadratic", "relinear"}) {
      const std::string error = ErrorOf("--kernel " + kernel + " " + flag);
      if (with.count(kernel) > 0) {
        EXPECT_EQ(error, "no error");
      } else {
        const std::string name = flag.substr(0, flag.find(' '));
        EXPECT_EQ(error.rfind(name + ": is not for --kernel " + kernel + ", which has --", 0), 0u) << error;
        const std::string value = name == flag ? "true" : flag.substr(name.size() + 1);
        EXPECT_NE(error.find("(got '" + value + "')"), std::string::npos) << error;
        ++refused;
      }
    }
  }
  EXPECT_EQ(refused, 2 * 4 + 4 + 3 * 6 + 2 * 6 + 4 + 5);
}

TEST(KernelChoice, SaysWhatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"--kernel rbf",
       "--kernel: must be one of pnn|ccp|ncp|fc|resnet|quadratic|relinear|ccp-linear|ncp-linear|pnn-linear (got 'rbf')"},
      {"--degree 0", "--degree: must be an integer from 1 to 1000 (got '0')"},
      {"--kernel fc --depth two", "--depth: must be an integer from 1 to 1000 (got 'two')"},
      {"--kernel ccp --normalization raw_over_width",
       "--normalization: must be unit or raw for --kernel ccp (got 'raw_over_width')"},
      {"--normalization raw_over_width", "--width: is needed by --normalization raw_over_width (got '')"},
      {"--width 64", "--width: is only for --normalization raw_over_width (got '64')"},
      {"--kernel ncp --bias_std 0", "--bias_std: must be positive for ncp (got '0')"},
      {"--kernel fc --bias_std -1", "--bias_std: must be a number at least 0 (got '-1')"},
      {"--kernel fc --bias_std 1e200", "--kernel: FullyConnected: bias_std must be finite"},
      {"--kernel resnet --alpha 1e200", "--kernel: ResidualNet: alpha must be finite"},
      {"--kernel quadratic --depth 1", "--kernel: AnyKernel: the depth of quadratic must be at least 2 weight layers"},
      {"--kernel relinear --gate_rate -1", "--gate_rate: must be a number at least 0 (got '-1')"},
  };
  for (const auto& [line, expected] : wrong) EXPECT_EQ(ErrorOf(line).rfind(expected, 0), 0u) << ErrorOf(line);
}

TEST(KernelChoice, FiniteNetworks) {
  const auto error = [](const std::string& line) { return ErrorOf(line, Networks::kFinite); };
  EXPECT_EQ(error("--kernel pnn --degree 3 --normalization raw_over_width --input_bias 1"), "no error");
  EXPECT_EQ(error("--kernel ccp --input_bias 1 --bias_std 2"), "no error");
  for (const std::string kernel : {"resnet", "quadratic", "relinear"}) {
    EXPECT_EQ(error("--kernel " + kernel).rfind("--kernel: must be one of pnn|ccp|ncp|fc|ccp-linear", 0), 0u);
  }
  EXPECT_EQ(error("--kernel fc --input_bias 1"),
            "--input_bias: is not for --kernel fc, which has --depth, --bias_std (got '1')");
  EXPECT_EQ(error("--kernel ncp-linear --input_bias 1"),
            "--input_bias: is not for --kernel ncp, which has --degree, --activation_free, --bias_std (got '1')");
  EXPECT_EQ(Choose("--kernel ncp", Networks::kFinite).parameters().bias_std, 1);
}

// --- --net ---

TEST(KernelChoice, NamedKernelsAsBefore) {
  for (const std::string line : {"", "--kernel fc --depth 4 --bias_std 0.5", "--kernel ccp-linear --input_bias 2"}) {
    const KernelChoice choice = ChooseKernel(WordsOf(line));
    const KernelDescription description = Choose(line);
    EXPECT_EQ(Values<double>(choice), Values<double>(AnyKernel(description)));
    EXPECT_EQ(choice.Text(), description.Text());
    EXPECT_EQ(choice.name(), description.name());
    EXPECT_EQ(ToJson(choice), ToJson(description));
  }
  EXPECT_EQ(ChooseKernel({"--kernel", "fc", "--depth", "4"}).size(), 4);
  EXPECT_EQ(ChooseKernel({"--degree", "3"}).size(), 3);
  EXPECT_EQ(ChooseKernel({"--kernel", "resnet", "--blocks", "5"}).size(), 5);
}

TEST(KernelChoice, NetIsTheNetOfTheText) {
  const std::string text = "dense(1.5,.05) relu | dense relu*dense|readout";
  const KernelChoice choice = ChooseKernel({"--net", text});
  EXPECT_EQ(Values<double>(choice), Values<double>(NetExpression(text)));
  EXPECT_EQ(Values<float>(choice), Values<float>(NetExpression(text)));
  EXPECT_NE(Values<double>(choice), Values<double>(NetExpression("dense(1.5) relu | dense relu * dense | readout")));
  const std::string canonical = "dense(1.5,0.05) relu | dense relu * dense | readout";
  EXPECT_EQ(choice.Text(), "net " + canonical);
  EXPECT_EQ(choice.size(), 4);
  EXPECT_EQ(ToJson(choice), (referee::Json{{"kernel", "net"}, {"net", canonical}}));
}

TEST(KernelChoice, NetSaysWhatIsWrong) {
  const auto error = [](const std::vector<std::string>& words) {
    return MessageOf<referee::FlagError>([&] { ChooseKernel(words); });
  };
  const std::string net = "dense relu | readout";
  EXPECT_EQ(error({"--net", net}), "no error");
  const std::string misspelt = error({"--net", "dense rleu | readout"});
  EXPECT_EQ(misspelt.rfind("--net: NetExpression: column 7: there is no 'rleu': expected ", 0), 0u) << misspelt;
  EXPECT_NE(misspelt.find("'dense  --> rleu | readout' (got 'dense rleu | readout')"), std::string::npos) << misspelt;
  EXPECT_EQ(error({"--net", "dense\n* | readout"}).find('\n'), std::string::npos);
  EXPECT_EQ(error({"--net", net, "--kernel", "pnn"}), "--kernel: is not for --net, which is the network (got 'pnn')");
  int refused = 0;
  for (const std::string flag :
       {"--degree 3", "--depth 3", "--blocks 3", "--alpha 0.5", "--trained all", "--width 8", "--bias_std 0.5",
        "--normalization unit", "--input_bias 1", "--activation_free", "--gate_rate 1", "--power_rate 1"}) {
    std::vector<std::string> words = WordsOf(flag);
    const std::string name = words[0];
    words.insert(words.end(), {"--net", net});
    EXPECT_EQ(error(words).rfind(name + ": is not for --net, whose text says all", 0), 0u) << error(words);
    ++refused;
  }
  EXPECT_EQ(refused, 12);
  // Of finite networks, too.
  const auto finite = [](const std::vector<std::string>& words) {
    return WithFlags(words, Networks::kFinite, [](const KernelFlags& flags) { return flags.ChosenNet(); });
  };
  EXPECT_EQ(finite({"--net", net})->Text(), net);
  EXPECT_FALSE(finite({"--kernel", "fc"}));
  EXPECT_THROW(finite({"--net", net, "--input_bias", "1"}), referee::FlagError);
}

}  // namespace
}  // namespace hadamard_ntk::tools
