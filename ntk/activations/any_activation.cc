#include "ntk/activations/any_activation.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

namespace hadamard_ntk::ntk {
namespace {

struct Argument {
  const char* name;
  std::optional<double> value = {};
};

struct Entry {
  const char* name;
  std::vector<Argument> arguments;
  AnyActivation::Variant (*make)(const std::vector<double>& arguments);
  bool takes_more = false;  // arguments than are named
};

using Arguments = std::vector<double>;
using Variant = AnyActivation::Variant;

int DegreeOf(const std::string& name, double degree) {
  if (!(degree >= 1 && degree <= 32 && degree == static_cast<int>(degree))) {
    throw std::invalid_argument("AnyActivation: the degree of " + name + " must be an integer in 1..32, got " +
                                Describe(degree));
  }
  return static_cast<int>(degree);
}

const std::vector<Entry>& Table() {
  static const std::vector<Entry> table = {
      {"relu", {}, [](const Arguments&) -> Variant { return LeakyRelu::RawRelu(); }},
      {"leaky_relu", {{"slope", 0.01}}, [](const Arguments& a) -> Variant { return LeakyRelu(a[0]); }},
      {"abs", {}, [](const Arguments&) -> Variant { return LeakyRelu::AbsoluteValue(); }},
      {"identity", {}, [](const Arguments&) -> Variant { return LeakyRelu(1); }},
      {"erf", {}, [](const Arguments&) -> Variant { return Erf(); }},
      {"gelu", {}, [](const Arguments&) -> Variant { return Gelu(); }},
      {"sin", {{"frequency", 1}, {"phase", 0}}, [](const Arguments& a) -> Variant { return Sine(a[0], a[1]); }},
      {"cos", {{"frequency", 1}, {"phase", 0}}, [](const Arguments& a) -> Variant { return Cosine(a[0], a[1]); }},
      {"exp", {{"rate", 1}}, [](const Arguments& a) -> Variant { return ExponentialActivation(a[0]); }},
      {"gaussian", {{"rate", 1}}, [](const Arguments& a) -> Variant { return GaussianActivation(a[0]); }},
      {"square", {}, [](const Arguments&) -> Variant { return Monomial(2); }},
      {"monomial", {{"degree"}}, [](const Arguments& a) -> Variant { return Monomial(DegreeOf("monomial", a[0])); }},
      {"hermite",
       {{"degree"}},
       [](const Arguments& a) -> Variant { return HermitePolynomial(DegreeOf("hermite", a[0])); }},
      {"polynomial", {{"c0"}}, [](const Arguments& a) -> Variant { return Polynomial(a); }, true},
      {"silu", {}, [](const Arguments&) -> Variant { return QuadratureActivation::Silu(); }},
      {"tanh", {}, [](const Arguments&) -> Variant { return QuadratureActivation::Tanh(); }},
      {"softplus", {}, [](const Arguments&) -> Variant { return QuadratureActivation::Softplus(); }},
  };
  return table;
}

const Entry& Find(const std::string& name) {
  std::string known;
  for (const Entry& entry : Table()) {
    if (name == entry.name) return entry;
    known += (known.empty() ? "" : ", ") + std::string(entry.name);
  }
  throw std::invalid_argument("AnyActivation: no activation is called '" + name + "'; known are " + known);
}

}  // namespace

AnyActivation::AnyActivation(std::string name, std::vector<double> arguments, Variant phi)
    : name_(std::move(name)), arguments_(std::move(arguments)), phi_(std::move(phi)) {}

AnyActivation AnyActivation::FromName(const std::string& name, const std::vector<double>& arguments) {
  const Entry& entry = Find(name);
  if (arguments.size() > entry.arguments.size() && !entry.takes_more) {
    throw std::invalid_argument("AnyActivation: " + name + " has " + std::to_string(entry.arguments.size()) +
                                " arguments, got " + std::to_string(arguments.size()));
  }
  std::vector<double> all = arguments;
  for (std::size_t i = all.size(); i < entry.arguments.size(); ++i) {
    const Argument& argument = entry.arguments[i];
    if (!argument.value) throw std::invalid_argument("AnyActivation: " + name + " needs a " + argument.name);
    all.push_back(*argument.value);
  }
  return AnyActivation(name, all, entry.make(all));
}

AnyActivation AnyActivation::Own(const std::string& name, const QuadratureActivation& phi) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const bool word = !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
  });
  if (!word)
    throw std::invalid_argument("AnyActivation: '" + name + "' is no name: letters, digits and _, a letter first");
  const std::vector<std::string> names = Names();
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    throw std::invalid_argument("AnyActivation: the name '" + name + "' is that of another activation");
  }
  return AnyActivation(name, {}, phi);
}

std::vector<std::string> AnyActivation::Names() {
  std::vector<std::string> names;
  for (const Entry& entry : Table()) names.push_back(entry.name);
  return names;
}

std::vector<std::string> AnyActivation::ArgumentsOf(const std::string& name) {
  std::vector<std::string> names;
  for (const Argument& argument : Find(name).arguments) names.push_back(argument.name);
  return names;
}

std::string AnyActivation::Text() const {
  return arguments_.empty() ? name_ : fmt::format("{}({})", name_, fmt::join(arguments_, ","));
}

}  // namespace hadamard_ntk::ntk
