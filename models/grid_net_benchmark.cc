// Convolutions of one grid, 3 x 3 x 3, and nets on it.  Arguments: cells along an axis, channels, samples.
// GFLOP/s counts an addition and a multiplication for each tap of each output: of one convolution (forward, adjoint,
// gradient), of three (step), of all of a net's (Net), or three times that (NetGradient).  MB: of the fields.
#include <benchmark/benchmark.h>

#include <algorithm>

#include "linalg/peak_flops.h"
#include "models/grid_convolution.h"
#include "models/grid_net.h"

namespace hadamard_ntk::models {

using linalg::LaneVector;
namespace {

enum class Part { kForward, kAdjoint, kGradient, kStep };

template <class T, Part part>
void Convolution(benchmark::State& state) {
  const Index n = state.range(0), channels = state.range(1);
  const GridConvolution shape{.in = {3, n, n, n}, .channels = channels, .outputs = channels};
  GridField<T> in(shape.in, channels, 1), out(shape.in, channels, 1), back(shape.in, channels, 1);
  const Vector<T> cells = Vector<T>::Random(n * channels);
  for (GridField<T>* field : {&in, &back}) {
    for (Index z = 0; z < n; ++z) {
      for (Index y = 0; y < n; ++y) std::copy_n(cells.data(), n * channels, field->view().Cell(z, y, 0));
    }
  }
  const Vector<T> weights = Vector<T>::Random(channels * shape.valid().taps());
  Vector<T> gradient(weights.size());
  LaneVector<T> packed, adjoint, scratch;
  const auto run = [&] {
    if (part == Part::kForward || part == Part::kStep) {
      PackKernel(shape.valid(), weights.data(), packed);
      Convolve(shape, packed, in, out);
    }
    if (part == Part::kGradient || part == Part::kStep) KernelGradient(shape, in, back, gradient.data(), scratch);
    if (part == Part::kAdjoint || part == Part::kStep) {
      PackAdjointKernel(shape.valid(), weights.data(), adjoint);
      ConvolveAdjoint(shape, adjoint, back, out);
    }
    benchmark::ClobberMemory();
  };
  run();  // the first allocates
  for (auto _ : state) run();
  linalg::SetFlops<T>(state, (part == Part::kStep ? 6.0 : 2.0) * static_cast<double>(shape.products()));
}

// The products of all convolutions, by the options' structure.
double NetFlops(const GridNet<float>& net) {
  const GridNetLayout layout(net.options(), {net.grid().width, net.grid().height, net.grid().depth});
  double products = 0;
  for (int l = 0; l < layout.convolutions(); ++l) products += static_cast<double>(layout.convolution(l).products());
  return 2 * products;
}

void Net(benchmark::State& state) {
  const Index n = state.range(0);
  const GridNet<float> net({.channels = state.range(1)}, {n, n, n}, {}, 1);
  const Vector<float> x = Vector<float>::Random(net.inputs());
  Vector<float> f(net.outputs());
  GridNet<float>::Workspace workspace;
  net.Apply(x, f, workspace);
  for (auto _ : state) net.Apply(x, f, workspace);
  linalg::SetFlops<float>(state, NetFlops(net));
  state.counters["MB"] = 1e-6 * static_cast<double>(net.ForwardBytes());
}

void NetGradient(benchmark::State& state) {
  const Index n = state.range(0), samples = state.range(2);
  const GridNet<float> net({.channels = state.range(1)}, {n, n, n}, {}, 1);
  const Matrix<float> x = Matrix<float>::Random(samples, net.inputs());
  Vector<float> gradient(net.parameters().size());
  GridNet<float>::Workspace workspace;
  const auto loss = [](const Matrix<float>& f, Matrix<float>& v) { v = f; };
  net.LossGradient(x, loss, gradient, workspace);
  for (auto _ : state) net.LossGradient(x, loss, gradient, workspace);
  linalg::SetFlops<float>(state, 3 * static_cast<double>(samples) * NetFlops(net));
  state.counters["MB"] = 1e-6 * static_cast<double>(net.GradientBytes(samples));
}

void Grids(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"n", "channels"})->Unit(benchmark::kMillisecond)->UseRealTime();
  benchmark->Args({64, 16})->Args({32, 8});
}

BENCHMARK_TEMPLATE(Convolution, float, Part::kForward)->Name("Convolution/forward")->Apply(Grids);
BENCHMARK_TEMPLATE(Convolution, float, Part::kAdjoint)->Name("Convolution/adjoint")->Apply(Grids);
BENCHMARK_TEMPLATE(Convolution, float, Part::kGradient)->Name("Convolution/gradient")->Apply(Grids);
BENCHMARK_TEMPLATE(Convolution, float, Part::kStep)->Name("Convolution/step")->Apply(Grids);
BENCHMARK(Net)
    ->ArgNames({"n", "channels"})
    ->Args({8, 16})
    ->Args({16, 16})
    ->Args({32, 8})
    ->Args({64, 16})
    ->Args({128, 8})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(NetGradient)
    ->ArgNames({"n", "channels", "samples"})
    ->Args({8, 16, 10})
    ->Args({32, 8, 10})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace hadamard_ntk::models
