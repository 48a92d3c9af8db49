#include "tools/ntk/finite_net.h"

#include <algorithm>
#include <stdexcept>

#include "models/graph_nodes.h"
#include "ntk/net_expression.h"
#include "referee/program/flags.h"
#include "tools/ntk/net_graph.h"

namespace hadamard_ntk::tools {

FiniteNet::FiniteNet(const KernelFlags& flags, models::Index width, models::Index outputs)
    : width_(width), outputs_(outputs) {
  const std::optional<NetExpression> net = flags.ChosenNet();
  if (!net) {
    named_ = flags.Chosen();
    text_ = named_->Text();
    json_ = tools::ToJson(*named_);
    return;
  }
  const KernelChoice choice(*net);
  text_ = choice.Text();
  json_ = tools::ToJson(choice);
  try {
    graph_ = GraphOf(net->tree(), 1, width, outputs);  // the number of inputs is not known yet
    models::PlaceNodes(graph_);
  } catch (const std::invalid_argument& error) {
    throw referee::FlagError("--net", error.what(), net->tree().text);
  }
}

models::GraphNetOptions FiniteNet::Graph(models::Index inputs) const {
  models::GraphNetOptions graph = graph_;
  graph.inputs = inputs;
  return graph;
}

FiniteNet::Size FiniteNet::GraphSize(models::Index inputs) const {
  const models::GraphLayout layout = models::PlaceNodes(Graph(inputs));
  Size size;
  for (const models::Segment& segment : layout.segments) {
    size.weights += static_cast<double>(segment.rows) * static_cast<double>(segment.columns);
  }
  for (const models::PlacedNode& placed : layout.nodes) {
    if (!placed.used) continue;
    const auto rows = static_cast<double>(placed.rows);
    size.signals += placed.trained ? 2 * rows : rows;
    if (!placed.IsDense() || !placed.node.dense.trained) continue;
    size.contraction += rows + (placed.weight < 0 ? 0 : static_cast<double>(layout.nodes[placed.node.input].rows));
  }
  size.nodes = static_cast<double>(layout.nodes.size());
  return size;
}

double FiniteNet::Work(models::Index inputs_count, double n, double m) const {
  const double samples = n + m, pairs = m > 0 ? n * m : n * n / 2;
  if (!named_) {
    const Size size = GraphSize(inputs_count);
    return samples * 3 * size.weights + pairs * 2 * size.contraction;
  }
  const auto inputs = static_cast<double>(inputs_count), width = static_cast<double>(width_);
  const bool fc = named_->name() == "fc";
  const int depth = named_->parameters().depth.value_or(0), degree = named_->parameters().degree.value_or(0);
  if (IsHadamard()) return samples * width * 4 * degree * (inputs + degree) + pairs * width * (degree + 1);
  const double layers = fc ? depth - 1 : degree;
  const double dense = fc ? depth - 2 : degree - 1;
  return samples * 3 * width * (layers * inputs + std::max(0.0, dense) * width) + pairs * 2 * (layers + dense) * width;
}

MemoryEstimate FiniteNet::Memory(models::Index inputs, double n, double m, double entry) const {
  const double samples = n + m, cols = m > 0 ? m : n;
  MemoryEstimate memory;
  memory.Add("K", n * cols * entry);
  if (!named_) {
    const Size size = GraphSize(inputs);
    memory.Add("weights", size.weights * entry);
    memory.Add("signals", samples * size.signals * entry);
    memory.Add("graph", size.nodes * (sizeof(models::GraphNode) + sizeof(models::PlacedNode)));
  } else {
    AddNamed(static_cast<double>(inputs), n, m, entry, &memory);
  }
  memory.Add("samples", 3 * samples * static_cast<double>(inputs) * entry);
  return memory;
}

void FiniteNet::AddNamed(double inputs, double n, double m, double entry, MemoryEstimate* memory) const {
  const double samples = n + m, cols = m > 0 ? m : n, first = inputs + 1;
  const auto width = static_cast<double>(width_), outputs = static_cast<double>(outputs_);
  const bool fc = named_->name() == "fc";
  const int depth = named_->parameters().depth.value_or(0), degree = named_->parameters().degree.value_or(0);
  double weights = 0, signals = 0;
  if (IsHadamard()) {
    memory->Add("K's parts", (named_->parameters().bias_std.value_or(0) > 0 ? 2 : 1) * n * cols * entry);
    weights = (degree * first + 1 + outputs) * width;
    signals = (samples + 256) * (degree + 1) * std::min(width, 256.0);
  } else if (fc) {
    const double dense = std::max(0, depth - 2);
    weights = (first + dense * (width + 1) + 1 + outputs) * width;
    signals = samples * width * 2 * depth;
  } else {
    weights = (degree * (first + width + 1) + outputs) * width;
    signals = samples * width * (5 * degree + 1);
  }
  memory->Add("weights", weights * entry);
  memory->Add("signals", signals * entry);
}

}  // namespace hadamard_ntk::tools
