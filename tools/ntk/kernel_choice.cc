#include "tools/ntk/kernel_choice.h"

#include <algorithm>
#include <limits>
#include <map>
#include <stdexcept>
#include <variant>
#include <vector>

#include "ntk/normalization.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::tools {
namespace {

using ntk::Normalization;
using referee::FlagError;
using referee::Json;

// Other names, and those of ntk.
const std::map<std::string, std::string>& ActivationFreeKernels() {
  static const std::map<std::string, std::string> names = {
      {"pnn-linear", "pnn"}, {"ccp-linear", "ccp"}, {"ncp-linear", "ncp"}};
  return names;
}
const std::map<std::string, std::string>& OtherNormalizations() {
  static const std::map<std::string, std::string> names = {{"paper_eq2", "raw"},
                                                           {"paper_eq1_literal", "raw_over_width"}};
  return names;
}

std::string NameIn(const std::map<std::string, std::string>& names, const std::string& given) {
  const auto at = names.find(given);
  return at == names.end() ? given : at->second;
}

template <class List>
bool Has(const List& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// The flags of one kernel or another.
const std::vector<std::string>& ParameterFlags() {
  static const std::vector<std::string> names = {"degree", "activation_free", "depth",      "normalization",
                                                 "width",  "bias_std",        "input_bias", "blocks",
                                                 "alpha",  "trained",         "gate_rate",  "power_rate"};
  return names;
}

template <class Choice>
Json JsonOf(const Choice& choice) {
  Json json = {{"kernel", choice.name()}};
  for (const auto& entry : choice.Values()) {
    std::visit([&](const auto& value) { json[entry.first] = value; }, entry.second);
  }
  return json;
}

}  // namespace

Json ToJson(const KernelDescription& choice) { return JsonOf(choice); }
Json ToJson(const KernelChoice& choice) { return JsonOf(choice); }

KernelFlags::KernelFlags(FlagParser& parser, Networks networks) : parser_(parser), networks_(networks) {
  CLI::App& app = parser.app();
  const double infinity = std::numeric_limits<double>::max();
  std::vector<std::string> kernels = KernelDescription::Names();
  if (finite()) kernels = {"pnn", "ccp", "ncp", "fc"};
  for (const auto& [name, kernel] : ActivationFreeKernels()) kernels.push_back(name);
  std::vector<std::string> normalizations = {"unit", "raw", "raw_over_width"};
  for (const auto& [name, normalization] : OtherNormalizations()) normalizations.push_back(name);
  using namespace referee;
  AddChoice(app, "--kernel", &given_.kernel, kernels, "the network; -linear: with --activation_free");
  AddInteger(app, "--degree", &given_.degree, 1, 1000, "N of pnn, ccp, ncp");
  parser.AddSwitch("--activation_free", &given_.activation_free, "pnn, ccp, ncp without ReLU");
  AddInteger(app, "--depth", &given_.depth, 1, 1000,
             finite() ? "of fc, in weight layers" : "of fc, quadratic, relinear, in weight layers");
  AddChoice(app, "--normalization", &given_.normalization, normalizations,
            "of the branches of pnn (default unit) and ccp (default raw, the other is unit); paper_eq2 is raw, "
            "paper_eq1_literal raw_over_width");
  AddReal(app, "--bias_std", &given_.bias_std, 0, infinity,
          "standard deviation of the biases of fc, ccp, ncp (of ncp 1 by default, and not 0)");
  AddReal(app, "--input_bias", &given_.input_bias, 0, infinity,
          finite() ? "b of pnn, ccp: x becomes (x, b)" : "b: x becomes (x, b)");
  parser.AddText("--net", &given_.net, "EXPR",
                 "a network written out, in place of --kernel and its flags: stages 'dense(w,b) relu | dense relu * "
                 "dense | readout' of sums and Hadamard products of chains; ntk/net_expression.h has all of it");
  if (finite()) return;
  AddReal(app, "--width", &given_.width, 1, infinity, "of pnn with --normalization raw_over_width");
  AddInteger(app, "--blocks", &given_.blocks, 1, 1000, "of resnet");
  AddReal(app, "--alpha", &given_.alpha, 0, infinity, "of resnet, the factor of a block; 0: 1 / blocks");
  AddChoice(app, "--trained", &given_.trained, {"blocks", "all"}, "layers of resnet");
  AddReal(app, "--gate_rate", &given_.gate_rate, 0, infinity,
          "of relinear, the rate of (W_g, b_g) relative to the others");
  AddReal(app, "--power_rate", &given_.power_rate, 0, infinity,
          "of relinear, that of W_b above the first layer, and c");
}

void KernelFlags::RequireOwnFlags(const std::string& kernel) const {
  std::vector<std::string> own = KernelDescription::ParametersOf(kernel);
  if (finite() && (kernel == "fc" || kernel == "ncp")) own.erase(std::find(own.begin(), own.end(), "input_bias"));
  std::string list;
  for (const std::string& name : own) {
    if (!(finite() && name == "width")) list += (list.empty() ? "--" : ", --") + name;
  }
  for (const std::string& name : ParameterFlags()) {
    if ((finite() && name == "width") || Has(own, name)) continue;
    parser_.Refuse("--" + name, "is not for --kernel " + kernel + ", which has " + list);
  }
}

void KernelFlags::RequireFittingValues(const std::string& kernel, Normalization normalization) const {
  const bool over_width = normalization == Normalization::kRawActivationOverWidth;
  if (kernel == "ccp" && over_width) {
    throw FlagError("--normalization", "must be unit or raw for --kernel ccp", given_.normalization);
  }
  if (!finite() && over_width && !Present("width")) {
    throw FlagError("--width", "is needed by --normalization raw_over_width", "");
  }
  if (!finite() && !over_width) parser_.Refuse("--width", "is only for --normalization raw_over_width");
  if (kernel == "ncp" && Present("bias_std") && given_.bias_std == 0) {
    throw FlagError("--bias_std", "must be positive for ncp", ValueOf("bias_std"));
  }
}

KernelDescription KernelFlags::Chosen() const {
  using Trained = ntk::ResidualNet::Trained;
  const std::string kernel = NameIn(ActivationFreeKernels(), given_.kernel);
  RequireOwnFlags(kernel);
  const Normalization normalization = given_.normalization.empty()
                                          ? Normalization::kUnit
                                          : ntk::NormalizationOf(NameIn(OtherNormalizations(), given_.normalization));
  RequireFittingValues(kernel, normalization);
  ntk::KernelParameters p;
  if (Present("degree")) p.degree = given_.degree;
  if (given_.activation_free || kernel != given_.kernel) p.activation_free = true;
  if (Present("depth")) p.depth = given_.depth;
  if (Present("normalization")) p.normalization = normalization;
  if (!finite() && Present("width")) p.width = given_.width;
  if (Present("bias_std")) p.bias_std = given_.bias_std;
  if (Present("input_bias")) p.input_bias = given_.input_bias;
  if (Present("blocks")) p.blocks = given_.blocks;
  if (given_.alpha != 0) p.alpha = given_.alpha;
  if (Present("gate_rate")) p.gate_rate = given_.gate_rate;
  if (Present("power_rate")) p.power_rate = given_.power_rate;
  if (Present("trained")) p.trained = given_.trained == "all" ? Trained::kAllLayers : Trained::kBlocks;
  const KernelDescription chosen(kernel, p);
  if (!finite()) {
    try {
      AnyKernel{chosen};
    } catch (const std::invalid_argument& error) {
      throw FlagError("--kernel", error.what(), given_.kernel);
    }
  }
  return chosen;
}

std::optional<NetExpression> KernelFlags::ChosenNet() const {
  if (!Present("net")) return std::nullopt;
  parser_.Refuse("--kernel", "is not for --net, which is the network");
  for (const std::string& name : ParameterFlags()) {
    if (finite() && name == "width") continue;
    parser_.Refuse("--" + name, "is not for --net, whose text says all");
  }
  try {
    return NetExpression(given_.net);
  } catch (const std::invalid_argument& error) {
    throw FlagError("--net", error.what(), given_.net);
  }
}

KernelChoice KernelFlags::ChosenKernel() const {
  if (const std::optional<NetExpression> net = ChosenNet()) return KernelChoice(*net);
  return KernelChoice(Chosen());
}

}  // namespace hadamard_ntk::tools
