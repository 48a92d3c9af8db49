#include "ntk/net_expression_rules.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hadamard_ntk::ntk {
namespace {

// In the order in which a net can go from one to the next: what a stage makes of a later kind is no earlier kind.
enum class Kind { kNetInput, kZero, kGaussian, kFeatures };

struct Value {
  Kind kind;
  bool bare;
};

class Rules {
 public:
  explicit Rules(std::string_view text) : text_(text) {}

  Value OfStages(const std::vector<NetStage>& stages, Value value) const {
    for (const NetStage& stage : stages) {
      const Value next = OfStage(stage, {value.kind, true});
      value = {next.kind, value.bare && next.bare};
    }
    return value;
  }

  [[noreturn]] void FailAtZero(int column) const {
    FailAt(text_, column, "a value that starts at zero can only be added to another, as in 1 + zero_dense");
  }

 private:
  Value OfStage(const NetStage& stage, Value input) const {
    Value sum = OfTerm(stage[0], input);
    for (std::size_t i = 1; i < stage.size(); ++i) {
      const Value term = OfTerm(stage[i], input);
      RequireIndependent(sum, stage[0][0], term, stage[i][0], "sum");
      sum = {std::max(sum.kind, term.kind), sum.bare || term.bare};
    }
    return sum;
  }

  Value OfTerm(const NetTerm& term, Value input) const {
    Value product = OfChain(term[0], input);
    for (std::size_t i = 1; i < term.size(); ++i) {
      const Value factor = OfChain(term[i], input);
      RequireIndependent(product, term[0], factor, term[i], "product");
      product = {Kind::kFeatures, product.bare || factor.bare};
    }
    return product;
  }

  void RequireIndependent(Value a, const NetChain& at_a, Value b, const NetChain& at_b, const std::string& of) const {
    for (const auto& [value, chain] : {std::pair(a, &at_a), std::pair(b, &at_b)}) {
      if (value.kind == Kind::kNetInput) {
        FailAt(text_, chain->column, "the net's input, no wide layer, in a " + of + ": it needs a dense");
      }
      if (value.kind == Kind::kZero && of == "product") FailAtZero(chain->column);
    }
    if (a.bare && b.bare) {
      FailAt(
          text_, at_b.column,
          "a " + of + " of two functions of the same features, which are not independent: one of them needs a dense");
    }
  }

  Value OfChain(const NetChain& chain, Value input) const {
    Value value = chain.source == NetChain::Source::kSkip       ? input
                  : chain.source == NetChain::Source::kNetInput ? Value{Kind::kNetInput, false}
                                                                : Value{Kind::kFeatures, false};
    for (const NetStep& step : chain.steps) value = OfStep(step, value);
    return value;
  }

  Value OfStep(const NetStep& step, Value value) const {
    switch (step.kind) {
      case NetStep::Kind::kDense:
        if (value.kind == Kind::kZero) FailAtZero(step.column);
        return {step.layer.zero ? Kind::kZero : Kind::kGaussian, false};
      case NetStep::Kind::kScale:
        return value;
      case NetStep::Kind::kGroup:
        return OfGroup(step, value);
      case NetStep::Kind::kReluOfProduct:
        return OfReluOfProduct(step.group[0][0], value);
      default:
        if (value.kind == Kind::kZero) FailAtZero(step.column);
        if (value.kind == Kind::kGaussian) return {Kind::kFeatures, value.bare};
        FailAt(text_, step.column, "an activation of what is no Gaussian: expected a dense before it");
    }
  }

  Value OfReluOfProduct(const NetTerm& factors, Value value) const {
    const Value f = OfChain(factors[0], {value.kind, true}), g = OfChain(factors[1], {value.kind, true});
    RequireIndependent(f, factors[0], g, factors[1], "product");
    for (const auto& [factor, chain] : {std::pair(f, &factors[0]), std::pair(g, &factors[1])}) {
      if (factor.kind == Kind::kGaussian) continue;
      FailAt(text_, chain->column, "a factor of relu's product that is no Gaussian: expected a dense as its last step");
    }
    return {Kind::kFeatures, value.bare && (f.bare || g.bare)};
  }

  Value OfGroup(const NetStep& step, const Value& input) const {
    Value value = OfStages(step.group, input);
    // Of another kind than before, it has to be sound again; kinds do not come back, so that twice is enough.
    for (int i = 1; i < std::min(step.repeat, 4); ++i) {
      const Value next = OfStages(step.group, value);
      if (next.kind == value.kind && next.bare == value.bare) break;
      value = next;
    }
    if (step.power > 1 && value.kind == Kind::kZero) FailAtZero(step.column);
    if (step.power > 1 && (value.bare || value.kind == Kind::kNetInput)) {
      FailAt(text_, step.column, "a power is a product of independent copies: the group needs a dense");
    }
    return value;
  }

  std::string_view text_;
};

}  // namespace

void RequireSoundNet(const NetTree& net) {
  const Rules rules(net.text);
  const Value value = rules.OfStages(net.stages, {Kind::kNetInput, true});
  if (value.kind == Kind::kZero) rules.FailAtZero(net.stages.back()[0][0].column);
}

}  // namespace hadamard_ntk::ntk
