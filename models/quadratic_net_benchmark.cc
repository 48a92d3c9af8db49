// A gradient descent step on 1/2 sum (f - y)^2 of a quadratic net: forward, gradient, update.  Arguments: samples n,
// width m; 64 inputs, two hidden layers.  GFLOP/s counts two operations for each weight and sample in the forward pass,
// the gradient, and, but for the first layer, the signals back; what is done entry by entry is not counted.
#include <benchmark/benchmark.h>

#include "linalg/peak_flops.h"
#include "models/quadratic_net.h"

namespace hadamard_ntk::models {
namespace {

void Step(benchmark::State& state) {
  constexpr Index kInputs = 64;
  const Index n = state.range(0), m = state.range(1);
  QuadraticNet<float> net({.inputs = kInputs, .width = m, .depth = 3}, 1);
  const Matrix<float> x = Matrix<float>::Random(n, kInputs), y = Matrix<float>::Random(n, 1);
  Vector<float> gradient(net.parameters().size());
  QuadraticNet<float>::Workspace workspace;
  const auto step = [&] {
    net.LossGradient(
        x, [&](const Matrix<float>& f, Matrix<float>& v) { v = f - y; }, gradient, workspace);
    net.parameters().values() -= 1e-6F * gradient;
  };
  step();  // the first allocates the workspace and touches it
  for (auto _ : state) step();
  const double samples = static_cast<double>(n), width = static_cast<double>(m);
  linalg::SetFlops<float>(state, 2 * samples * width * (2 * 3 * kInputs + 3 * (3 * width + 1)));
}

BENCHMARK(Step)->ArgNames({"n", "m"})->ArgsProduct({{64, 1024}, {256}})->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace hadamard_ntk::models
