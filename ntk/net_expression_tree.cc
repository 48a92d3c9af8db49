#include "ntk/net_expression_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace hadamard_ntk::ntk {
namespace {

std::string TermText(const NetTerm& term);
std::string StagesText(const std::vector<NetStage>& stages);

std::string VarianceText(const NetVariance& v) {
  switch (v.form) {
    case NetVariance::Form::kSquare:
      return fmt::to_string(v.number) + "^2";
    case NetVariance::Form::kQuotient:
      return fmt::to_string(v.number) + "/" + fmt::to_string(v.divisor);
    default:
      return fmt::to_string(v.number);
  }
}

std::string LayerText(const std::string& name, const NetLayer& layer) {
  const std::string weight = VarianceText(layer.weight), bias = VarianceText(layer.bias);
  const std::string text = (layer.zero ? "zero_" : layer.trained ? "" : "frozen_") + name;
  if (bias != "0") return text + "(" + weight + "," + bias + ")";
  return weight == "1" ? text : text + "(" + weight + ")";
}

std::string StepText(const NetStep& step) {
  switch (step.kind) {
    case NetStep::Kind::kDense:
      return LayerText("dense", step.layer);
    case NetStep::Kind::kRelu:
      return "relu";
    case NetStep::Kind::kIdentity:
      return "identity";
    case NetStep::Kind::kActivation:
      return step.activation->Text();
    case NetStep::Kind::kReluOfProduct:
      return "relu(" + TermText(step.group[0][0]) + ")";
    case NetStep::Kind::kScale:
      return "scale(" + VarianceText(step.variance) + ")";
    case NetStep::Kind::kGroup:
      break;
  }
  const std::string stages = StagesText(step.group);
  const std::string group =
      step.repeat == 1 ? "(" + stages + ")" : "repeat(" + std::to_string(step.repeat) + ", " + stages + ")";
  return step.power == 1 ? group : group + "^" + std::to_string(step.power);
}

std::string ChainText(const NetChain& chain) {
  std::string text = chain.source == NetChain::Source::kNetInput ? "x"
                     : chain.source == NetChain::Source::kOne    ? "1"
                     : chain.steps.empty()                       ? "skip"
                                                                 : "";
  for (const NetStep& step : chain.steps) text += (text.empty() ? "" : " ") + StepText(step);
  return text;
}

template <class Item, class Text>
std::string Joined(const std::vector<Item>& items, const char* by, const Text& text_of) {
  std::string text;
  for (const Item& item : items) text += (text.empty() ? "" : by) + text_of(item);
  return text;
}

std::string TermText(const NetTerm& term) { return Joined(term, " * ", ChainText); }
std::string StageText(const NetStage& stage) { return Joined(stage, " + ", TermText); }
std::string StagesText(const std::vector<NetStage>& stages) { return Joined(stages, " | ", StageText); }

// Bytes that are no printable ASCII become '?'.
std::string Printable(std::string_view text) {
  std::string printable(text);
  for (char& c : printable) c = c >= ' ' && c <= '~' ? c : '?';
  return printable;
}

}  // namespace

std::string TextOf(const NetTree& net) {
  std::string text;
  if (net.input_bias != 0) text += "input_bias(" + fmt::to_string(net.input_bias) + ") | ";
  if (net.width != 0) text += "standard(" + fmt::to_string(net.width) + ") | ";
  if (!net.stages.empty()) text += StagesText(net.stages) + " | ";
  return text + LayerText("readout", net.readout);
}

void FailAt(std::string_view text, int column, const std::string& what) {
  constexpr std::size_t kShown = 40;  // characters on either side
  const std::size_t at = std::min(static_cast<std::size_t>(column) - 1, text.size());
  const std::size_t begin = at > kShown ? at - kShown : 0;
  const std::string before = (begin > 0 ? "..." : "") + Printable(text.substr(begin, at - begin));
  const std::string after = Printable(text.substr(at, kShown)) + (text.size() - at > kShown ? "..." : "");
  throw std::invalid_argument("NetExpression: column " + std::to_string(column) + ": " + what + ": '" + before +
                              " --> " + after + "'");
}

}  // namespace hadamard_ntk::ntk
