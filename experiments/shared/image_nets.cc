#include "experiments/shared/image_nets.h"

namespace hadamard_ntk::experiments {

using models::AveragePoolLayer;
using models::ConvolutionLayer;
using models::DenseLayer;
using models::DropoutLayer;
using models::Layer;
using models::MaxPoolLayer;
using models::ProductLayer;
using models::SumLayer;
namespace {

std::vector<Layer> Convolutional(bool hp, double dropout) {
  constexpr int kShallow = 1;
  std::vector<Layer> layers;
  layers.reserve(14);  // without it, gcc 12 warns of writing beyond the end
  // A block, multiplied by the first convolution's output averaged to its shape.
  const auto block = [&](const Layer& layer, const models::ImageShape& shape) {
    layers.push_back(layer);
    if (!hp) return;
    const int node = static_cast<int>(layers.size());
    layers.push_back({AveragePoolLayer{shape}, kShallow});
    layers.push_back({ProductLayer{.with = node}});
  };
  const auto drop = [&](double rate) {
    if (dropout > 0) layers.push_back({DropoutLayer{.rate = rate * dropout}});
  };
  layers.push_back({ConvolutionLayer{.outputs = 32}});
  block({ConvolutionLayer{.outputs = 64}}, {24, 52, 64});
  layers.push_back({MaxPoolLayer{.size = 2}});
  drop(0.25);
  block({DenseLayer{.outputs = 256}}, {4, 8, 8});
  drop(0.5);
  block({DenseLayer{.outputs = 100}}, {5, 5, 4});
  layers.push_back({DenseLayer{.outputs = 1, .relu = false}});
  return layers;
}

}  // namespace

std::vector<Layer> DenseNet(int depth, models::Index width, models::Index outputs) {
  std::vector<Layer> layers(depth - 1, Layer{DenseLayer{.outputs = width}});
  layers.push_back({DenseLayer{.outputs = outputs, .relu = false}});
  return layers;
}

std::vector<Layer> DenseHpNet(int degree, models::Index width, models::Index outputs) {
  std::vector<Layer> layers = {{DenseLayer{.outputs = width}}};
  int hidden = 1, pooled = 0;
  for (int n = 2; n <= degree; ++n) {
    if (n == 2) {
      layers.push_back({AveragePoolLayer{{.channels = width}}, 0});
      pooled = static_cast<int>(layers.size());
    }
    layers.push_back({DenseLayer{.outputs = width}, hidden});
    layers.push_back({ProductLayer{.with = pooled}});
    layers.push_back({SumLayer{.with = hidden}});
    hidden = static_cast<int>(layers.size());
  }
  layers.push_back({DenseLayer{.outputs = outputs, .relu = false}});
  return layers;
}

std::vector<Layer> ConvolutionalNet(double dropout) { return Convolutional(/*hp=*/false, dropout); }

std::vector<Layer> ConvolutionalHpNet(double dropout) { return Convolutional(/*hp=*/true, dropout); }

}  // namespace hadamard_ntk::experiments
