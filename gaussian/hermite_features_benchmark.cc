// Normal equations (linalg/normal_equations.h) of 8192 samples, by features and threads:
//   tools/bazel run //gaussian:hermite_features_benchmark
// of_peak, n D^2 flops over the peak of all threads (measured in the same run) times the share of threads used: "sums"
// of features that are copied, "hermite" of Hermite features of degree 2 in d variables, D = (d + 1)(d + 2)/2, which
// are computed.
#include <benchmark/benchmark.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <vector>

#include "gaussian/hermite_features.h"
#include "linalg/normal_equations.h"
#include "linalg/peak_flops.h"

namespace hadamard_ntk::gaussian {
namespace {

constexpr std::ptrdiff_t kSamples = 8192;

void Accumulate(benchmark::State& state, std::ptrdiff_t size, const linalg::NormalEquations::Fill& fill) {
  const auto threads = static_cast<std::size_t>(state.range(1));
  static const double kPeakOfOne =
      linalg::PeakFlops<double>() / static_cast<double>(tbb::this_task_arena::max_concurrency());  // before the limit
  const tbb::global_control control(tbb::global_control::max_allowed_parallelism, threads);
  linalg::NormalEquations equations(size);
  for (auto _ : state) equations.Add(kSamples, fill);
  const auto d = static_cast<double>(size);
  const double flops = static_cast<double>(kSamples) * d * d * static_cast<double>(state.iterations());
  const double peak = kPeakOfOne * static_cast<double>(threads);
  state.counters["GFLOP/s"] = benchmark::Counter(1e-9 * flops, benchmark::Counter::kIsRate);
  state.counters["of_peak"] = benchmark::Counter(flops / peak, benchmark::Counter::kIsRate);
}

void Sums(benchmark::State& state) {
  const HermiteFeatures basis(static_cast<int>(state.range(0)), 2);
  const std::vector<double> row(static_cast<std::size_t>(basis.size()), 0.5);
  Accumulate(state, basis.size(), [&](std::ptrdiff_t, double* features, double* target) {
    std::copy(row.begin(), row.end(), features);
    *target = 1;
  });
}

void Hermite(benchmark::State& state) {
  const HermiteFeatures basis(static_cast<int>(state.range(0)), 2);
  const std::vector<double> x(static_cast<std::size_t>(state.range(0)), 0.5);
  Accumulate(state, basis.size(), [&](std::ptrdiff_t, double* features, double* target) {
    thread_local std::vector<double> scratch;
    basis.Evaluate(x.data(), features, scratch);
    *target = 1;
  });
}

void Sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"d", "threads"})->UseRealTime()->Unit(benchmark::kMillisecond);
  for (const int threads : {1, 2}) {
    for (const int d : {16, 32, 64}) benchmark->Args({d, threads});
  }
}

BENCHMARK(Sums)->Apply(Sizes);
BENCHMARK(Hermite)->Apply(Sizes);

}  // namespace
}  // namespace hadamard_ntk::gaussian

BENCHMARK_MAIN();
