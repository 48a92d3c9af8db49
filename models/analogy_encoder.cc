#include "models/analogy_encoder.h"

#include <bit>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace hadamard_ntk::models {
namespace {

constexpr Index kColours = 3, kKernel = 4, kLastSide = 8;

AffineStart Xavier(Index fan_in, Index fan_out) {
  return {.gain = 2 * static_cast<double>(fan_in) / static_cast<double>(fan_in + fan_out)};
}

Layer Convolution(Index channels, Index maps, int input) {
  const Index cells = kKernel * kKernel;
  return {ConvolutionLayer{.outputs = maps,
                           .kernel = kKernel,
                           .stride = 2,
                           .padding = 1,
                           .start = Xavier(cells * channels, cells * maps)},
          input};
}

}  // namespace

LayerNetOptions AnalogyEncoder::Layers() const {
  if (side <= kLastSide || !std::has_single_bit(static_cast<std::uint64_t>(side))) {
    throw std::invalid_argument("AnalogyEncoder: side must be 16, 32, 64, ..., got " + std::to_string(side));
  }
  constexpr int kImage = 0, kShallow = 1;
  std::vector<Layer> layers;
  if (products) layers.push_back(Convolution(kColours, maps, kImage));
  layers.push_back(Convolution(kColours, maps, kImage));
  for (Index cells = side / 4; cells >= kLastSide; cells /= 2) {
    layers.push_back(Convolution(maps, maps, Layer::kPrevious));
    if (!products) continue;
    const int node = static_cast<int>(layers.size());
    layers.push_back({AveragePoolLayer{{cells, cells, maps}}, kShallow});
    layers.push_back({ProductLayer{.with = node}});
    layers.push_back({SumLayer{.with = node}});
  }
  const auto dense = [&](Index inputs, Index outputs, bool relu) {
    layers.push_back({DenseLayer{.outputs = outputs, .relu = relu, .start = Xavier(inputs, outputs)}});
  };
  dense(kLastSide * kLastSide * maps, hidden, true);
  dense(hidden, hidden, true);
  dense(hidden, latent, false);
  return {.input = {side, side, kColours}, .layers = layers};
}

}  // namespace hadamard_ntk::models
