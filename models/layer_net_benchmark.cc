// A training step (forward, gradient, update) of the nets of Table 1 of [WuEtAl2022]: two digits of 28 x 28 side by
// side, a sum out; batches of 128.  GFLOP/s counts 2 operations for each weight and place it is applied to, in the
// forward pass, the adjoint (not that of the first layer) and the gradient.
#include <benchmark/benchmark.h>

#include "linalg/peak_flops.h"
#include "models/layer_net.h"

namespace hadamard_ntk::models {
namespace {

constexpr Index kBatch = 128;

std::vector<Layer> Dense() {
  std::vector<Layer> layers(4, Layer{DenseLayer{.outputs = 256}});
  layers.push_back({DenseLayer{.outputs = 1, .relu = false}});
  return layers;
}

std::vector<Layer> Convolutional() {
  return {{ConvolutionLayer{.outputs = 32}},
          {ConvolutionLayer{.outputs = 64}},
          {MaxPoolLayer{}},
          {DropoutLayer{.rate = 0.25}},
          {DenseLayer{.outputs = 256}},
          {DropoutLayer{.rate = 0.5}},
          {DenseLayer{.outputs = 100}},
          {DenseLayer{.outputs = 1, .relu = false}}};
}

void Step(benchmark::State& state, std::vector<Layer> (*layers)()) {
  LayerNet<float> net({.input = {28, 56, 1}, .layers = layers()}, 1);
  const Matrix<float> x = Matrix<float>::Random(kBatch, net.inputs()), y = Matrix<float>::Random(kBatch, 1);
  Vector<float> gradient(net.parameters().size());
  LayerNet<float>::Workspace workspace;
  const auto step = [&] {
    net.LossGradient(
        x, [&](const Matrix<float>& f, Matrix<float>& v) { v = (f - y) / kBatch; }, gradient, workspace);
    net.parameters().values() -= 1e-6f * gradient;
  };
  step();  // the first allocates the workspace and touches it
  for (auto _ : state) step();
  double products = 0;
  for (const PlacedLayer& layer : PlaceLayers(net.options())) {
    if (layer.plan.segments.empty()) continue;
    const ImageShape& to = layer.plan.shape;
    const Index count = layer.plan.segments[0].size() * to.height * to.width;
    products += static_cast<double>(count * (layer.input == 0 ? 2 : 3));
  }
  linalg::SetFlops<float>(state, 2.0 * kBatch * products);
}

BENCHMARK_CAPTURE(Step, dense, Dense)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(Step, convolutional, Convolutional)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace hadamard_ntk::models
