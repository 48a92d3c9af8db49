#include "tools/ntk/kernel_choice.h"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <vector>

#include "ntk/normalization.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::tools {
namespace {

using ntk::Normalization;
using referee::FlagError;
using referee::Json;

// A kernel by its name, its flags, and the values of --normalization that it knows, its default first.
struct Family {
  std::string name;
  std::vector<std::string> flags;
  std::vector<std::string> normalizations = {};
};

const std::vector<Family>& Families() {
  static const std::vector<Family> families = [] {
    const std::vector<std::string> pnn = {"unit", "paper_eq2", "paper_eq1_literal"}, ccp = {"paper_eq2", "unit"};
    return std::vector<Family>{
        {"pnn", {"degree", "normalization", "width", "input_bias"}, pnn},
        {"pnn-linear", {"degree", "normalization", "width", "input_bias"}, pnn},
        {"fc", {"depth", "bias_std", "input_bias"}},
        {"ccp", {"degree", "normalization", "bias_std", "input_bias"}, ccp},
        {"ccp-linear", {"degree", "normalization", "bias_std", "input_bias"}, ccp},
        {"ncp", {"degree", "bias_std", "input_bias"}},
        {"ncp-linear", {"degree", "bias_std", "input_bias"}},
        {"resnet", {"blocks", "alpha", "trained", "input_bias"}},
    };
  }();
  return families;
}

const Family& FamilyOf(const std::string& kernel) {
  for (const Family& family : Families()) {
    if (family.name == kernel) return family;
  }
  throw std::invalid_argument("KernelChoice: no kernel is called " + kernel);
}

bool Has(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool IsNcp(const std::string& kernel) { return kernel == "ncp" || kernel == "ncp-linear"; }

Normalization NormalizationOf(const std::string& name) {
  if (name == "unit") return Normalization::kUnit;
  if (name == "paper_eq2") return Normalization::kRawActivation;
  if (name == "paper_eq1_literal") return Normalization::kRawActivationOverWidth;
  throw std::invalid_argument("KernelChoice: no normalization is called " + name);
}

AnyNet MakeNet(const KernelChoice& c) {
  const auto normalization = [&] { return NormalizationOf(c.normalization); };
  if (c.kernel == "pnn") return {ntk::PolynomialNet(c.degree, normalization(), c.width)};
  if (c.kernel == "pnn-linear") return {ntk::ActivationFreePolynomialNet(c.degree, normalization(), c.width)};
  if (c.kernel == "fc") return {ntk::FullyConnected(c.depth, c.bias_std)};
  if (c.kernel == "ccp") return {ntk::CcpNet(c.degree, normalization(), c.bias_std)};
  if (c.kernel == "ccp-linear") return {ntk::ActivationFreeCcpNet(c.degree, normalization(), c.bias_std)};
  if (c.kernel == "ncp") return {ntk::NcpNet(c.degree, c.bias_std)};
  if (c.kernel == "ncp-linear") return {ntk::ActivationFreeNcpNet(c.degree, c.bias_std)};
  FamilyOf(c.kernel);
  using Trained = ntk::ResidualNet::Trained;
  return {ntk::ResidualNet(c.blocks, c.alpha, c.trained == "all" ? Trained::kAllLayers : Trained::kBlocks)};
}

}  // namespace

AnyKernel KernelChoice::MakeKernel() const { return AnyKernel(MakeNet(*this), input_bias); }

Json KernelChoice::ToJson() const {
  Json json = {{"kernel", kernel}};
  for (const std::string& flag : FamilyOf(kernel).flags) {
    if (flag == "degree") json[flag] = degree;
    if (flag == "depth") json[flag] = depth;
    if (flag == "blocks") json[flag] = blocks;
    if (flag == "normalization") json[flag] = normalization;
    if (flag == "width" && normalization == "paper_eq1_literal") json[flag] = width;
    if (flag == "bias_std") json[flag] = bias_std;
    if (flag == "input_bias") json[flag] = input_bias;
    if (flag == "alpha") json[flag] = alpha;
    if (flag == "trained") json[flag] = trained;
  }
  return json;
}

std::string KernelChoice::Text() const {
  std::string text = kernel;
  const Json json = ToJson();
  for (const auto& [key, value] : json.items()) {
    const bool no_bias = (key == "input_bias" && input_bias == 0) || (key == "bias_std" && bias_std == 0);
    if (key == "kernel" || no_bias) continue;
    char number[32];
    if (value.is_number()) std::snprintf(number, sizeof number, "%.6g", value.get<double>());
    text += ", " + key + " " + (value.is_number() ? number : value.get<std::string>());
  }
  return text;
}

KernelFlags::KernelFlags(FlagParser& parser, Networks networks) : parser_(parser), networks_(networks) {
  CLI::App& app = parser.app();
  const bool finite = networks == Networks::kFinite;
  const double infinity = std::numeric_limits<double>::max();
  std::vector<std::string> names, normalizations = FamilyOf("pnn").normalizations;
  for (const Family& family : Families()) {
    if (!(finite && family.name == "resnet")) names.push_back(family.name);
  }
  using namespace referee;
  AddChoice(app, "--kernel", &given_.kernel, names, "the network; -linear: without activation");
  AddInteger(app, "--degree", &given_.degree, 1, 1000, "N of pnn, ccp, ncp");
  AddInteger(app, "--depth", &given_.depth, 1, 1000, "of fc, in weight layers");
  given_.normalization.clear();
  AddChoice(app, "--normalization", &given_.normalization, normalizations,
            "of the branches of pnn (default unit) and ccp (default paper_eq2, the other is unit)");
  given_.bias_std = 0;
  AddReal(app, "--bias_std", &given_.bias_std, 0, infinity,
          "standard deviation of the biases of fc, ccp, ncp (of ncp 1 by default, and not 0)");
  AddReal(app, "--input_bias", &given_.input_bias, 0, infinity,
          finite ? "b of pnn, ccp: x becomes (x, b)" : "b: x becomes (x, b)");
  if (finite) return;
  AddReal(app, "--width", &given_.width, 1, infinity, "of pnn with --normalization paper_eq1_literal");
  AddInteger(app, "--blocks", &given_.blocks, 1, 1000, "of resnet");
  AddReal(app, "--alpha", &given_.alpha, 0, infinity, "of resnet, the factor of a block; 0: 1 / blocks");
  AddChoice(app, "--trained", &given_.trained, {"blocks", "all"}, "layers of resnet");
}

KernelChoice KernelFlags::Chosen() const {
  KernelChoice chosen = given_;
  const Family& family = FamilyOf(chosen.kernel);
  const bool finite = networks_ == Networks::kFinite;
  const auto present = [&](const std::string& flag) { return parser_.Given("--" + flag); };
  const auto value_of = [&](const std::string& flag) { return parser_.ValueOf("--" + flag); };

  std::vector<std::string> own = family.flags;
  if (finite) {
    const bool dense = chosen.kernel == "fc" || IsNcp(chosen.kernel);
    if (dense) own.erase(std::find(own.begin(), own.end(), "input_bias"));
  }
  for (const std::string flag :
       {"degree", "depth", "normalization", "width", "bias_std", "input_bias", "blocks", "alpha", "trained"}) {
    if (finite && flag == "width") continue;
    if (!present(flag) || Has(own, flag)) continue;
    std::string list;
    for (const std::string& name : own) {
      if (!(finite && name == "width")) list += (list.empty() ? "--" : ", --") + name;
    }
    throw FlagError("--" + flag, "is not for --kernel " + chosen.kernel + ", which has " + list, value_of(flag));
  }

  if (!family.normalizations.empty()) {
    if (!present("normalization")) chosen.normalization = family.normalizations[0];
    if (!Has(family.normalizations, chosen.normalization)) {
      throw FlagError("--normalization", "must be unit or paper_eq2 for --kernel " + chosen.kernel,
                      chosen.normalization);
    }
    const bool literal = chosen.normalization == "paper_eq1_literal";
    if (!finite && literal && !present("width")) {
      throw FlagError("--width", "is needed by --normalization paper_eq1_literal", "");
    }
    if (!finite && !literal && present("width")) {
      throw FlagError("--width", "is only for --normalization paper_eq1_literal", value_of("width"));
    }
  }
  if (IsNcp(chosen.kernel)) {
    if (!present("bias_std")) chosen.bias_std = 1;
    if (chosen.bias_std == 0) throw FlagError("--bias_std", "must be positive for ncp", value_of("bias_std"));
  }
  if (chosen.alpha == 0) chosen.alpha = 1.0 / chosen.blocks;
  if (!finite) {
    try {
      chosen.MakeKernel();
    } catch (const std::invalid_argument& error) {
      throw FlagError("--kernel", error.what(), chosen.kernel);
    }
  }
  return chosen;
}

}  // namespace hadamard_ntk::tools
