#include "ntk/any_kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace hadamard_ntk::ntk {
namespace {

using Trained = ResidualNet::Trained;

// A network, its parameters, and the normalizations that it knows, its default first.
struct Family {
  std::string name;
  std::vector<std::string> parameters;
  std::vector<Normalization> normalizations = {};
};

const std::vector<Family>& Families() {
  using enum Normalization;
  static const std::vector<Family> families = {
      {"pnn",
       {"degree", "activation_free", "normalization", "width", "input_bias"},
       {kUnit, kRawActivation, kRawActivationOverWidth}},
      {"ccp", {"degree", "activation_free", "normalization", "bias_std", "input_bias"}, {kRawActivation, kUnit}},
      {"ncp", {"degree", "activation_free", "bias_std", "input_bias"}},
      {"fc", {"depth", "bias_std", "input_bias"}},
      {"resnet", {"blocks", "alpha", "trained", "input_bias"}},
      {"quadratic", {"depth", "input_bias"}},
      {"relinear", {"depth", "gate_rate", "power_rate", "input_bias"}},
  };
  return families;
}

template <class Strings>
std::string List(const Strings& strings) {
  std::string list;
  for (const std::string& s : strings) list += (list.empty() ? "" : ", ") + s;
  return list;
}

const Family& FamilyOf(const std::string& name) {
  for (const Family& family : Families()) {
    if (family.name == name) return family;
  }
  throw std::invalid_argument("AnyKernel: no kernel is called " + name + "; there are " +
                              List(KernelDescription::Names()));
}

template <class List, class Item>
bool Has(const List& list, const Item& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

// use(name, parameter) for all of them, or use(name, first, second) for those of two.
template <class Use, class... Parameters>
void ForEachParameter(const Use& use, Parameters&... p) {
  use("degree", p.degree...);
  use("depth", p.depth...);
  use("blocks", p.blocks...);
  use("activation_free", p.activation_free...);
  use("normalization", p.normalization...);
  use("width", p.width...);
  use("bias_std", p.bias_std...);
  use("alpha", p.alpha...);
  use("trained", p.trained...);
  use("gate_rate", p.gate_rate...);
  use("power_rate", p.power_rate...);
  use("input_bias", p.input_bias...);
}

void RequireOwn(const Family& family, const KernelParameters& given) {
  const auto require_own = [&](const std::string& name, const auto& value) {
    if (!value || Has(family.parameters, name)) return;
    throw std::invalid_argument("AnyKernel: " + family.name + " has no " + name + "; it has " +
                                List(family.parameters));
  };
  ForEachParameter(require_own, given);
  if (given.normalization && !Has(family.normalizations, *given.normalization)) {
    std::vector<std::string> names;
    for (const Normalization own : family.normalizations) names.push_back(NameOf(own));
    throw std::invalid_argument("AnyKernel: the normalization of " + family.name + " must be one of " + List(names) +
                                ", got " + NameOf(*given.normalization));
  }
}

KernelParameters DefaultsOf(const Family& family, int blocks) {
  KernelParameters p;
  const auto set = [&](const char* name, auto& parameter, auto value) {
    if (Has(family.parameters, name)) parameter = value;
  };
  set("degree", p.degree, 2);
  set("depth", p.depth, 2);
  set("blocks", p.blocks, 2);
  set("activation_free", p.activation_free, false);
  if (!family.normalizations.empty()) p.normalization = family.normalizations[0];
  set("bias_std", p.bias_std, family.name == "ncp" ? 1.0 : 0.0);
  set("alpha", p.alpha, 1.0 / blocks);
  set("trained", p.trained, Trained::kBlocks);
  set("gate_rate", p.gate_rate, 1.0);
  set("power_rate", p.power_rate, 0.0);
  set("input_bias", p.input_bias, 0.0);
  return p;
}

int HiddenLayers(const std::string& network, int depth) {
  if (depth >= 2) return depth - 1;
  throw std::invalid_argument("AnyKernel: the depth of " + network + " must be at least 2 weight layers, got " +
                              std::to_string(depth));
}

KernelDescription::Value ValueOf(bool value) { return value; }
KernelDescription::Value ValueOf(int value) { return value; }
KernelDescription::Value ValueOf(double value) { return value; }
KernelDescription::Value ValueOf(Normalization value) { return NameOf(value); }
KernelDescription::Value ValueOf(Trained value) { return value == Trained::kAllLayers ? "all" : "blocks"; }

struct ParameterText {
  std::string name;

  std::string operator()(bool value) const { return value ? ", " + name : ""; }
  std::string operator()(int value) const { return (*this)(std::to_string(value)); }
  std::string operator()(const std::string& value) const { return ", " + name + " " + value; }
  std::string operator()(double value) const {
    if (value == 0 && (name == "bias_std" || name == "input_bias")) return "";
    return (*this)(fmt::format("{:.6g}", value));
  }
};

}  // namespace

KernelDescription::KernelDescription(const std::string& name, const KernelParameters& given) : name_(name) {
  const Family& family = FamilyOf(name);
  RequireOwn(family, given);
  parameters_ = DefaultsOf(family, given.blocks.value_or(2));
  const auto take = [](const char*, auto& parameter, const auto& value) {
    if (value) parameter = value;
  };
  ForEachParameter(take, parameters_, given);
}

std::vector<std::pair<std::string, KernelDescription::Value>> KernelDescription::Values() const {
  std::vector<std::pair<std::string, Value>> values;
  const auto add = [&](const char* name, const auto& parameter) {
    if (parameter) values.emplace_back(name, ValueOf(*parameter));
  };
  ForEachParameter(add, parameters_);
  return values;
}

std::string KernelDescription::Text() const {
  std::string text = name_;
  for (const auto& [name, value] : Values()) text += std::visit(ParameterText{name}, value);
  return text;
}

std::vector<std::string> KernelDescription::Names() {
  std::vector<std::string> names;
  for (const Family& family : Families()) names.push_back(family.name);
  return names;
}

const std::vector<std::string>& KernelDescription::ParametersOf(const std::string& name) {
  return FamilyOf(name).parameters;
}

AnyKernel::Net AnyKernel::MakeNet(const KernelDescription& description) {
  const std::string& name = description.name();
  const KernelParameters& p = description.parameters();
  if (name == "fc") return {FullyConnected(*p.depth, *p.bias_std)};
  if (name == "resnet") return {ResidualNet(*p.blocks, *p.alpha, *p.trained)};
  if (name == "quadratic") return {QuadraticNet(HiddenLayers(name, *p.depth))};
  if (name == "relinear") return {ReLinearNet(HiddenLayers(name, *p.depth), *p.gate_rate, *p.power_rate)};
  const bool relu = !*p.activation_free;
  if (name == "ncp") {
    if (relu) return {NcpNet(*p.degree, *p.bias_std)};
    return {ActivationFreeNcpNet(*p.degree, *p.bias_std)};
  }
  if (name == "ccp") {
    if (relu) return {CcpNet(*p.degree, *p.normalization, *p.bias_std)};
    return {ActivationFreeCcpNet(*p.degree, *p.normalization, *p.bias_std)};
  }
  if (relu) return {PolynomialNet(*p.degree, *p.normalization, p.width.value_or(0))};
  return {ActivationFreePolynomialNet(*p.degree, *p.normalization, p.width.value_or(0))};
}

AnyKernel::AnyKernel(const KernelDescription& description)
    : description_(description), net_(MakeNet(description)), input_bias_(*description.parameters().input_bias) {
  if (!(input_bias_ >= 0 && std::isfinite(input_bias_))) {
    throw std::invalid_argument("AnyKernel: input_bias must be finite and not negative, got " + Describe(input_bias_));
  }
}

}  // namespace hadamard_ntk::ntk
