// A step down the energy 1/2 sum |grad f|^2 + (f - y)^2 of a two-layer net, through its gradient in the input: both
// passes and the update.  Arguments: samples n, inputs d, width m.  GFLOP/s counts 10 n m d multiplications and
// additions (two for each weight and sample): u, grad f, the direction's u, and two products for the gradient of W.
#include <benchmark/benchmark.h>

#include "linalg/peak_flops.h"
#include "models/two_layer_net.h"

namespace hadamard_ntk::models {
namespace {

void Step(benchmark::State& state) {
  const Index n = state.range(0), d = state.range(1), m = state.range(2);
  TwoLayerNet<float> net({.inputs = d, .width = m}, 1);
  const Matrix<float> x = Matrix<float>::Random(n, d), y = Matrix<float>::Random(n, 1);
  Vector<float> gradient(net.parameters().size());
  TwoLayerNet<float>::Workspace workspace;
  const auto step = [&] {
    net.FirstOrderLossGradient(
        x,
        [&](const Matrix<float>& f, const Matrix<float>& g, Matrix<float>& v, Matrix<float>& w) {
          v = f - y;
          w = g;
        },
        gradient, workspace);
    net.parameters().values() -= 1e-6F * gradient;
  };
  step();  // the first allocates the workspace
  for (auto _ : state) step();
  linalg::SetFlops<float>(state, 10 * static_cast<double>(n) * static_cast<double>(d) * static_cast<double>(m));
}
BENCHMARK(Step)
    ->ArgNames({"n", "d", "m"})
    ->Args({512, 20, 128})
    ->Args({4096, 20, 1024})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace hadamard_ntk::models
