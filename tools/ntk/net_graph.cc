#include "tools/ntk/net_graph.h"

#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "ntk/activations/any_activation.h"
#include "ntk/activations/leaky_relu.h"

namespace hadamard_ntk::tools {
namespace {

using models::GraphNode;
using ntk::NetChain;
using ntk::NetStep;

constexpr std::size_t kMostNodes = 1'000'000;

template <class Phi>
models::ActivationFunction FunctionOf(const Phi& phi) {
  return models::ActivationFunction::Of([phi](double u) { return phi.Value(u); },
                                        [phi](double u) { return phi.Derivative(u); });
}

models::DenseVariances VariancesOf(const ntk::NetLayer& layer) {
  return {.weight = layer.weight.In<double>(),
          .bias = layer.bias.In<double>(),
          .trained = layer.trained,
          .zero = layer.zero};
}

// A value of the text is a node; 0 is the net's input.
class Graph {
 public:
  explicit Graph(std::string_view text) : text_(text) {}

  std::vector<GraphNode> Take() { return std::move(nodes_); }

  int OfStages(const std::vector<ntk::NetStage>& stages, int value) {
    for (const ntk::NetStage& stage : stages) value = OfStage(stage, value);
    return value;
  }

 private:
  int OfStage(const ntk::NetStage& stage, int input) {
    int sum = OfTerm(stage[0], input);
    for (std::size_t i = 1; i < stage.size(); ++i) sum = Join(GraphNode::Kind::kSum, sum, OfTerm(stage[i], input));
    return sum;
  }

  int OfTerm(const ntk::NetTerm& term, int input) {
    int product = OfChain(term[0], input);
    for (std::size_t i = 1; i < term.size(); ++i) {
      product = Join(GraphNode::Kind::kProduct, product, OfChain(term[i], input));
    }
    return product;
  }

  int OfChain(const NetChain& chain, int input) {
    int value = chain.source == NetChain::Source::kSkip       ? input
                : chain.source == NetChain::Source::kNetInput ? 0
                                                              : Add({.kind = GraphNode::Kind::kOne});
    for (const NetStep& step : chain.steps) value = OfStep(step, value);
    return value;
  }

  int OfStep(const NetStep& step, int value) {
    switch (step.kind) {
      case NetStep::Kind::kDense:
        return Add({.kind = GraphNode::Kind::kDense, .input = value, .dense = VariancesOf(step.layer)});
      case NetStep::Kind::kRelu:
        return Relu(value);
      case NetStep::Kind::kReluOfProduct:
        return Relu(OfTerm(step.group[0][0], value));
      case NetStep::Kind::kIdentity:
        return value;
      case NetStep::Kind::kActivation:
        return Add({.kind = GraphNode::Kind::kActivation,
                    .input = value,
                    .phi = step.activation->Visit([](const auto& phi) { return FunctionOf(phi); })});
      case NetStep::Kind::kScale:
        return Add({.kind = GraphNode::Kind::kScale, .input = value, .factor = std::sqrt(step.variance.In<double>())});
      case NetStep::Kind::kGroup:
        break;
    }
    if (depth_++ == 0) column_ = step.column;
    int product = OfCopy(step, value);
    for (int copy = 1; copy < step.power; ++copy) {
      product = Join(GraphNode::Kind::kProduct, product, OfCopy(step, value));
    }
    --depth_;
    return product;
  }

  int Relu(int value) {
    return Add({.kind = GraphNode::Kind::kActivation, .input = value, .phi = FunctionOf(ntk::LeakyRelu::RawRelu())});
  }

  int OfCopy(const NetStep& step, int value) {
    for (int i = 0; i < step.repeat; ++i) value = OfStages(step.group, value);
    return value;
  }

  int Join(GraphNode::Kind kind, int left, int right) { return Add({.kind = kind, .input = right, .other = left}); }

  int Add(GraphNode node) {
    if (nodes_.size() == kMostNodes) ntk::FailAt(text_, column_, "a finite net has at most 10^6 nodes");
    nodes_.push_back(std::move(node));
    return static_cast<int>(nodes_.size());
  }

  std::string_view text_;
  int column_ = 1, depth_ = 0;  // of the outermost group; of groups around this
  std::vector<GraphNode> nodes_;
};

}  // namespace

models::GraphNetOptions GraphOf(const ntk::NetTree& net, models::Index inputs, models::Index width,
                                models::Index outputs) {
  Graph graph(net.text);
  const int top = graph.OfStages(net.stages, 0);
  return {.inputs = inputs,
          .width = width,
          .outputs = outputs,
          .input_bias = net.input_bias,
          .base_width = net.width,
          .nodes = graph.Take(),
          .top = top,
          .readout = VariancesOf(net.readout)};
}

}  // namespace hadamard_ntk::tools
