#include "models/graph_nodes.h"

#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "models/arguments.h"

namespace hadamard_ntk::models {
namespace {

using Kind = GraphNode::Kind;

[[noreturn]] void Reject(std::size_t node, const std::string& what) {
  throw std::invalid_argument("GraphNet: node " + std::to_string(node) + ": " + what);
}

void Check(const GraphNetOptions& options) {
  RequireAtLeast("GraphNet", "inputs", options.inputs, Index{1});
  RequireAtLeast("GraphNet", "width", options.width, Index{1});
  RequireAtLeast("GraphNet", "outputs", options.outputs, Index{1});
  RequireThat(std::isfinite(options.input_bias), "GraphNet", "input_bias", "finite", options.input_bias);
  RequireScale("GraphNet", "base_width", options.base_width);
}

class Placement {
 public:
  explicit Placement(const GraphNetOptions& options) : options_(options) {
    const Index bias = options.input_bias != 0 ? 1 : 0;
    layout_.nodes.push_back({.node = {}, .rows = options.inputs + bias, .wide = false});
    layout_.nodes.reserve(options.nodes.size() + 2);
    for (const GraphNode& node : options.nodes) Add(node, options.width);
    const int top = options.top < 0 ? static_cast<int>(options.nodes.size()) : options.top;
    Add({.kind = Kind::kDense, .input = top, .dense = options.readout}, options.outputs);
    MarkUsed();
  }

  GraphLayout Take() { return std::move(layout_); }

 private:
  void Add(const GraphNode& node, Index rows) {
    const std::size_t number = layout_.nodes.size();
    PlacedNode placed{.node = node, .rows = rows};
    if (node.kind != Kind::kOne) RequireNode(node.input);
    if (node.kind == Kind::kSum || node.kind == Kind::kProduct) RequireNode(node.other);
    if (node.kind == Kind::kDense) {
      placed.trained = AddSegments(&placed) && node.dense.trained;
    } else if (node.kind == Kind::kActivation && (!node.phi.value || !node.phi.slope)) {
      Reject(number, "phi and phi' must not be empty");
    } else if (node.kind == Kind::kScale) {
      RequireThat(std::isfinite(node.factor), "GraphNet", "factor", "finite", node.factor);
    }
    for (const int from : {placed.first(), placed.second()}) {
      if (from < 0) continue;
      const PlacedNode& entering = layout_.nodes[from];
      placed.trained = placed.trained || entering.trained;
      if (entering.wide || node.kind == Kind::kDense) continue;
      if (node.kind != Kind::kScale) Reject(number, "the net's input enters dense layers and scales only");
      placed.wide = false;
      placed.rows = entering.rows;
    }
    layout_.nodes.push_back(placed);
  }

  void RequireNode(int node) const {
    const std::size_t count = layout_.nodes.size();
    if (node < 0 || node >= static_cast<int>(count)) Reject(count, "there is no node " + std::to_string(node) + " yet");
  }

  // Whether there are any.
  bool AddSegments(PlacedNode* placed) {
    const DenseVariances& dense = placed->node.dense;
    RequireScale("GraphNet", "variance of the weights", dense.weight);
    RequireScale("GraphNet", "variance of the bias", dense.bias);
    const PlacedNode& entering = layout_.nodes[placed->node.input];
    const double n = options_.base_width, w = dense.weight, b = dense.bias;
    const double width = entering.wide ? static_cast<double>(options_.width) : 1, base = entering.wide ? n : 1;
    const std::string number = std::to_string(++dense_layers_);
    const auto add = [&](Segment segment) {
      if (dense.zero) segment.initial_std = 0;
      layout_.segments.push_back(std::move(segment));
      return static_cast<int>(layout_.segments.size()) - 1;
    };
    if (w > 0 || n > 0) {
      placed->weight_scale = std::sqrt((n > 0 ? base : w) / width);
      placed->weight = add({.name = "W" + number,
                            .rows = placed->rows,
                            .columns = entering.rows,
                            .initial_std = n > 0 ? std::sqrt(w / base) : 1});
    }
    if (b > 0) {
      placed->bias_scale = n > 0 ? 1 : std::sqrt(b);
      placed->bias = add({.name = "beta" + number, .rows = placed->rows, .initial_std = n > 0 ? std::sqrt(b) : 1});
    }
    return placed->weight >= 0 || placed->bias >= 0;
  }

  void MarkUsed() {
    if (!layout_.nodes.back().trained) throw std::invalid_argument("GraphNet: f depends on no trained weight");
    layout_.nodes.back().used = true;
    for (std::size_t i = layout_.nodes.size(); i-- > 1;) {
      if (!layout_.nodes[i].used) continue;
      for (const int from : {layout_.nodes[i].first(), layout_.nodes[i].second()}) {
        if (from >= 0) layout_.nodes[from].used = true;
      }
    }
  }

  const GraphNetOptions& options_;
  int dense_layers_ = 0;
  GraphLayout layout_;
};

}  // namespace

GraphLayout PlaceNodes(const GraphNetOptions& options) {
  Check(options);
  return Placement(options).Take();
}

}  // namespace hadamard_ntk::models
