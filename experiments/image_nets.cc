#include "experiments/image_nets.h"

namespace hadamard_ntk::experiments {

using models::AveragePoolLayer;
using models::ConvolutionLayer;
using models::DenseLayer;
using models::DropoutLayer;
using models::Layer;
using models::MaxPoolLayer;
using models::ProductLayer;
using models::SumLayer;

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

std::vector<Layer> ConvolutionalNet() {
  return {{ConvolutionLayer{.outputs = 32}}, {ConvolutionLayer{.outputs = 64}},
          {MaxPoolLayer{.size = 2}},         {DropoutLayer{.rate = 0.25}},
          {DenseLayer{.outputs = 256}},      {DropoutLayer{.rate = 0.5}},
          {DenseLayer{.outputs = 100}},      {DenseLayer{.outputs = 1, .relu = false}}};
}

std::vector<Layer> ConvolutionalHpNet() {
  constexpr int kShallow = 1;
  // Nodes 3, 8 and 12 are pooled from node 1, to 24 x 52 x 64, 256 and 100 entries.
  return {{ConvolutionLayer{.outputs = 32}},           // 1
          {ConvolutionLayer{.outputs = 64}},           // 2
          {AveragePoolLayer{{24, 52, 64}}, kShallow},  // 3
          {ProductLayer{.with = 2}},                   // 4
          {MaxPoolLayer{.size = 2}},                   // 5
          {DropoutLayer{.rate = 0.25}},                // 6
          {DenseLayer{.outputs = 256}},                // 7
          {AveragePoolLayer{{4, 8, 8}}, kShallow},     // 8
          {ProductLayer{.with = 7}},                   // 9
          {DropoutLayer{.rate = 0.5}},                 // 10
          {DenseLayer{.outputs = 100}},                // 11
          {AveragePoolLayer{{5, 5, 4}}, kShallow},     // 12
          {ProductLayer{.with = 11}},                  // 13
          {DenseLayer{.outputs = 1, .relu = false}}};
}

}  // namespace hadamard_ntk::experiments
