// The empirical NTK at n samples of d coordinates, for nets of width m, by contraction; and by streaming.
// GFLOP/s counts the products that K(X, X) needs: (N + 1) m n^2 for polynomial nets (half of a full product).
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <vector>

#include "linalg/peak_flops.h"
#include "models/empirical_ntk.h"
#include "models/fully_connected.h"
#include "models/polynomial_net.h"
#include "models/random.h"
#include "models/streamed_ntk.h"

namespace hadamard_ntk::models {
namespace {

template <class T>
void SetRates(benchmark::State& state, double rows, double flops) {
  const double iterations = static_cast<double>(state.iterations());
  state.counters["rows/s"] = benchmark::Counter(iterations * rows, benchmark::Counter::kIsRate);
  linalg::SetFlops<T>(state, flops);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  state.counters["peak_MiB"] = static_cast<double>(usage.ru_maxrss) / 1024;
}

template <class T>
void PolynomialNetGram(benchmark::State& state) {
  const Index n = state.range(0), d = state.range(1), degree = state.range(2), m = state.range(3);
  const PolynomialNet<T> net({.inputs = d, .width = m, .degree = static_cast<int>(degree)}, 1);
  const Matrix<T> x = Matrix<T>::Random(n, d);
  for (auto _ : state) benchmark::DoNotOptimize(EmpiricalNtk(net, x).data());
  SetRates<T>(state, static_cast<double>(n), static_cast<double>((degree + 1) * m * n * n));
}

void FullyConnectedGram(benchmark::State& state) {
  const Index n = state.range(0), d = state.range(1), depth = state.range(2), m = state.range(3);
  const FullyConnected<double> net({.inputs = d, .width = m, .depth = static_cast<int>(depth)}, 1);
  const Matrix<double> x = Matrix<double>::Random(n, d);
  for (auto _ : state) benchmark::DoNotOptimize(EmpiricalNtk(net, x).data());
  // Forward and back through depth - 2 square layers, and two Gram matrices for each layer.
  SetRates<double>(state, static_cast<double>(n),
                   static_cast<double>(4 * n * m * m * (depth - 2) + 2 * (depth - 1) * n * n * m));
}

// The kernel of two inputs of two coordinates at width 2^20.
void Streamed(benchmark::State& state) {
  const PolynomialNetOptions options{.inputs = 2, .degree = static_cast<int>(state.range(0))};
  Matrix<double> x(2, 2);
  x << 1, 0, 0.6, 0.8;
  const std::vector<Index> widths = {1 << 20};
  for (auto _ : state) benchmark::DoNotOptimize(StreamNtk(options, 1, x, widths).data());
  state.counters["units/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * (1 << 20), benchmark::Counter::kIsRate);
}

void Normals(benchmark::State& state) {
  std::vector<double> normals(1 << 16);
  for (auto _ : state) {
    FillNormal({}, 0, std::span<double>(normals));
    benchmark::DoNotOptimize(normals.data());
  }
  state.counters["normals/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * (1 << 16), benchmark::Counter::kIsRate);
}

void Configure(benchmark::internal::Benchmark* benchmark) { benchmark->Unit(benchmark::kMillisecond)->UseRealTime(); }

BENCHMARK_TEMPLATE(PolynomialNetGram, double)
    ->ArgNames({"n", "d", "N", "m"})
    ->Args({256, 16, 3, 2048})
    ->Args({1000, 10, 3, 4096})
    ->Args({2000, 16, 3, 16384})
    ->Apply(Configure);
// Wide, with many samples: a minute on one core; peak_MiB is of the whole program.
BENCHMARK_TEMPLATE(PolynomialNetGram, double)
    ->ArgNames({"n", "d", "N", "m"})
    ->Args({2000, 16, 5, 65536})
    ->Iterations(1)
    ->Apply(Configure);
BENCHMARK_TEMPLATE(PolynomialNetGram, float)
    ->ArgNames({"n", "d", "N", "m"})
    ->Args({256, 16, 3, 2048})
    ->Apply(Configure);
BENCHMARK(FullyConnectedGram)->ArgNames({"n", "d", "L", "m"})->Args({256, 16, 4, 1024})->Apply(Configure);
BENCHMARK(Streamed)->ArgName("N")->Arg(1)->Arg(3)->Arg(6)->Apply(Configure);
BENCHMARK(Normals)->Apply(Configure);

}  // namespace
}  // namespace hadamard_ntk::models
