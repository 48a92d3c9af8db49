// A full-batch gradient descent step of a polynomial net on 1/2 sum (f - y)^2: forward, gradient, update.
// Arguments: samples n, inputs d, degree N, width m.  GFLOP/s counts 6 n m d N multiplications and additions, two for
// each weight and sample in the forward pass, its repetition, and the gradient; what is left between is not counted.
#include <benchmark/benchmark.h>

#include "linalg/peak_flops.h"
#include "models/polynomial_net.h"

namespace hadamard_ntk::models {
namespace {

template <class T>
void SetCounters(benchmark::State& state, double flops) {
  const double iterations = static_cast<double>(state.iterations());
  state.counters["rows/s"] =
      benchmark::Counter(iterations * static_cast<double>(state.range(0)), benchmark::Counter::kIsRate);
  linalg::SetFlops<T>(state, flops);
  state.SetComplexityN(state.range(3));
}

double WeightsTimesSamples(const benchmark::State& state) {
  double product = 1;
  for (int i = 0; i < 4; ++i) product *= static_cast<double>(state.range(i));
  return product;
}

template <class T>
PolynomialNet<T> NetOf(const benchmark::State& state) {
  return {{.inputs = state.range(1), .width = state.range(3), .degree = static_cast<int>(state.range(2))}, 1};
}

template <class T>
void Step(benchmark::State& state) {
  PolynomialNet<T> net = NetOf<T>(state);
  Matrix<T> x = Matrix<T>::Random(state.range(0), state.range(1));
  x.rowwise().normalize();
  const Matrix<T> y = Matrix<T>::Random(state.range(0), 1);
  Vector<T> gradient(net.parameters().size());
  typename HadamardNet<T>::Workspace workspace;
  const auto step = [&] {
    net.LossGradient(
        x, [&](const Matrix<T>& f, Matrix<T>& v) { v = f - y; }, gradient, workspace);
    net.parameters().values() -= T(1e-6) * gradient;
  };
  step();  // the first allocates the workspace and touches it
  for (auto _ : state) step();
  SetCounters<T>(state, 6 * WeightsTimesSamples(state));
}

template <class T>
void ForwardOnly(benchmark::State& state) {
  const PolynomialNet<T> net = NetOf<T>(state);
  const Matrix<T> x = Matrix<T>::Random(state.range(0), state.range(1));
  Matrix<T> f;
  typename HadamardNet<T>::Workspace workspace;
  net.Forward(x, f, workspace);  // the first allocates it
  for (auto _ : state) {
    net.Forward(x, f, workspace);
    benchmark::DoNotOptimize(f.data());
  }
  SetCounters<T>(state, 2 * WeightsTimesSamples(state));
}

void Shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"n", "d", "N", "m"})->Unit(benchmark::kMillisecond)->UseRealTime();
  benchmark->Args({1000, 10, 3, 4096});
}

BENCHMARK_TEMPLATE(Step, float)
    ->Apply(Shapes)
    ->Args({64, 10, 3, 4096})
    ->Args({1000, 10, 9, 1024})
    ->Args({512, 784, 2, 256});
// The cost against m.
BENCHMARK_TEMPLATE(Step, float)
    ->Name("Step<float>_cost")
    ->ArgNames({"n", "d", "N", "m"})
    ->ArgsProduct({{1000}, {10}, {3}, {512, 1024, 2048, 4096, 8192}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Complexity(benchmark::oN);
BENCHMARK_TEMPLATE(Step, double)->Apply(Shapes);
BENCHMARK_TEMPLATE(ForwardOnly, float)->Apply(Shapes);

}  // namespace
}  // namespace hadamard_ntk::models
