#include "models/layers.h"

#include <stdexcept>
#include <string>
#include <type_traits>

namespace hadamard_ntk::models {
namespace {

[[noreturn]] void Reject(int layer, const std::string& what) {
  throw std::invalid_argument("LayerNet: layer " + std::to_string(layer) + ": " + what);
}

// Layer number l, after nodes of these shapes; marks those it uses.
template <LayerKind Kind>
PlacedLayer PlaceLayer(const Kind& kind, int l, int input, bool biases, const std::vector<ImageShape>& shapes,
                       std::vector<bool>& used) {
  const auto shape_of = [&](int node) {
    if (node < 0 || node > l) Reject(l, "there is no node " + std::to_string(node) + " yet");
    used[node] = true;
    return shapes[node];
  };
  PlacedLayer placed;
  placed.input = input == Layer::kPrevious ? l : input;
  placed.batch = BatchLayer<Kind, float>;
  placed.inputs = {.in = shape_of(placed.input), .other = {}, .biases = biases};
  if constexpr (TwoInputLayer<Kind>) {
    placed.other = kind.with;
    placed.inputs.other = shape_of(kind.with);
  }
  try {
    placed.plan = kind.Plan(placed.inputs);
  } catch (const std::invalid_argument& error) {
    Reject(l, error.what());
  }
  return placed;
}

}  // namespace

std::vector<PlacedLayer> PlaceLayers(const LayerNetOptions& options) {
  const ImageShape& input = options.input;
  if (input.height < 1 || input.width < 1 || input.channels < 1) {
    throw std::invalid_argument("LayerNet: the input's sizes must be at least 1, got " + Text(input));
  }
  if (options.layers.empty()) throw std::invalid_argument("LayerNet: layers must not be empty");
  std::vector<PlacedLayer> layers;
  std::vector<ImageShape> shapes = {input};
  std::vector<bool> used(options.layers.size());
  int segment = 0;
  for (const Layer& layer : options.layers) {
    const int l = static_cast<int>(layers.size());
    layers.push_back(
        std::visit([&](const auto& kind) { return PlaceLayer(kind, l, layer.input, options.biases, shapes, used); },
                   layer.operation));
    layers.back().segment = segment;
    segment += static_cast<int>(layers.back().plan.segments.size());
    shapes.push_back(layers.back().plan.shape);
  }
  for (int node = 1; node < static_cast<int>(used.size()); ++node) {
    if (!used[node]) Reject(node - 1, "nothing uses what it makes");
  }
  return layers;
}

std::vector<Segment> SegmentsOf(const std::vector<PlacedLayer>& layers) {
  std::vector<Segment> segments;
  int count = 0;
  for (const PlacedLayer& layer : layers) {
    if (layer.plan.segments.empty()) continue;
    ++count;
    for (Segment segment : layer.plan.segments) {
      segment.name += std::to_string(count);
      segments.push_back(std::move(segment));
    }
  }
  if (segments.empty()) throw std::invalid_argument("LayerNet: no layer has weights");
  return segments;
}

}  // namespace hadamard_ntk::models
