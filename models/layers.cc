#include "models/layers.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::models {
namespace {

[[noreturn]] void Reject(int layer, const std::string& what) {
  throw std::invalid_argument("LayerNet: layer " + std::to_string(layer) + ": " + what);
}

std::string Text(const ImageShape& s) {
  std::ostringstream text;
  text << s.height << " x " << s.width << " x " << s.channels;
  return text.str();
}

ImageShape ShapeAfter(const Layer& layer, int index, const ImageShape& in, const std::vector<ImageShape>& shapes) {
  const auto require = [index](bool condition, const std::string& what) {
    if (!condition) Reject(index, what);
  };
  if (const auto* dense = As<DenseLayer>(layer)) {
    require(dense->outputs >= 1, "outputs must be at least 1, got " + std::to_string(dense->outputs));
    return {.channels = dense->outputs};
  }
  if (const auto* convolution = As<ConvolutionLayer>(layer)) {
    require(convolution->outputs >= 1, "outputs must be at least 1, got " + std::to_string(convolution->outputs));
    require(convolution->kernel >= 1 && convolution->kernel <= std::min(in.height, in.width),
            "a kernel of size " + std::to_string(convolution->kernel) + " does not fit an image of " + Text(in));
    return {in.height - convolution->kernel + 1, in.width - convolution->kernel + 1, convolution->outputs};
  }
  if (const auto* pool = As<MaxPoolLayer>(layer)) {
    require(
        pool->size >= 1 && pool->size <= std::min<Index>(16, std::min(in.height, in.width)),
        "a window of size " + std::to_string(pool->size) + " does not fit an image of " + Text(in) + ", or is > 16");
    return {in.height / pool->size, in.width / pool->size, in.channels};
  }
  if (const auto* pool = As<AveragePoolLayer>(layer)) {
    require(pool->to.height >= 1 && pool->to.width >= 1 && pool->to.channels >= 1,
            "sizes must be at least 1, got " + Text(pool->to));
    return pool->to;
  }
  if (const auto* dropout = As<DropoutLayer>(layer)) {
    require(dropout->rate >= 0 && dropout->rate < 1,
            "dropout rate must be in [0, 1), got " + (std::ostringstream() << dropout->rate).str());
    return in;
  }
  const int with = OtherInput(layer);
  require(with >= 0 && with <= index, "there is no node " + std::to_string(with) + " yet");
  require(shapes[with].size() == in.size(), "sizes of " + Text(in) + " and " + Text(shapes[with]) + " differ");
  return in;
}

}  // namespace

std::vector<ImageShape> Shapes(const LayerNetOptions& options) {
  const ImageShape& input = options.input;
  if (input.height < 1 || input.width < 1 || input.channels < 1) {
    throw std::invalid_argument("LayerNet: the input's sizes must be at least 1, got " + Text(input));
  }
  if (options.layers.empty()) throw std::invalid_argument("LayerNet: layers must not be empty");
  std::vector<ImageShape> shapes = {input};
  std::vector<bool> used;
  for (int l = 0; l < static_cast<int>(options.layers.size()); ++l) {
    const int in = InputNode(options.layers[l], l);
    if (in < 0 || in > l) Reject(l, "there is no node " + std::to_string(in) + " yet");
    shapes.push_back(ShapeAfter(options.layers[l], l, shapes[in], shapes));
    used.resize(shapes.size());
    used[in] = true;
    if (const int other = OtherInput(options.layers[l]); other >= 0) used[other] = true;
  }
  for (int node = 1; node + 1 < static_cast<int>(shapes.size()); ++node) {
    if (!used[node]) Reject(node - 1, "nothing uses what it makes");
  }
  return shapes;
}

std::vector<Segment> Segments(const LayerNetOptions& options) {
  const std::vector<ImageShape> shapes = Shapes(options);
  std::vector<Segment> segments;
  int count = 0;
  for (int l = 0; l < static_cast<int>(options.layers.size()); ++l) {
    const ImageShape& in = shapes[InputNode(options.layers[l], l)];
    const auto add = [&](Index outputs, Index fan_in, bool relu) {
      const std::string number = std::to_string(++count);
      segments.push_back({.name = std::string("W") += number,
                          .rows = outputs,
                          .columns = fan_in,
                          .initial_std = std::sqrt((relu ? 2.0 : 1.0) / static_cast<double>(fan_in))});
      if (options.biases) segments.push_back({.name = std::string("b") += number, .rows = outputs, .initial_std = 0});
    };
    if (const auto* dense = As<DenseLayer>(options.layers[l])) add(dense->outputs, in.size(), dense->relu);
    if (const auto* convolution = As<ConvolutionLayer>(options.layers[l])) {
      add(convolution->outputs, convolution->kernel * convolution->kernel * in.channels, convolution->relu);
    }
  }
  if (segments.empty()) throw std::invalid_argument("LayerNet: no layer has weights");
  return segments;
}

}  // namespace hadamard_ntk::models
