// Entries per second of Gram matrices: items_per_second of
//   tools/bazel run -c opt //ntk:gram_benchmark
// n samples of d coordinates each side; all cores, and one thread.
#include <benchmark/benchmark.h>
#include <oneapi/tbb/task_arena.h>

#include <Eigen/Core>

#include "ntk/fully_connected.h"
#include "ntk/gram.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::ntk {
namespace {

template <class T, class K>
void MeasureGram(benchmark::State& state, T /*type*/, const K& kernel, int threads) {
  const int n = static_cast<int>(state.range(0)), d = static_cast<int>(state.range(1));
  std::srand(1);  // Eigen's Random
  const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> x = decltype(x)::Random(n, d), z = decltype(z)::Random(n, d);
  oneapi::tbb::task_arena arena(threads);
  for (auto _ : state) arena.execute([&] { benchmark::DoNotOptimize(Gram(kernel, x, z)); });
  state.SetItemsProcessed(state.iterations() * n * n);
}

constexpr int kAll = oneapi::tbb::task_arena::automatic;

void Sizes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"n", "d"})->Args({1024, 10})->Args({1024, 784})->UseRealTime()->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(MeasureGram, pnn_3, double(), PolynomialNet(3), kAll)->Apply(Sizes);
BENCHMARK_CAPTURE(MeasureGram, pnn_3_one_thread, double(), PolynomialNet(3), 1)->Apply(Sizes);
BENCHMARK_CAPTURE(MeasureGram, pnn_3_float, float(), PolynomialNet(3), kAll)->Apply(Sizes);
BENCHMARK_CAPTURE(MeasureGram, fc_3, double(), FullyConnected(3), kAll)->Apply(Sizes);
BENCHMARK_CAPTURE(MeasureGram, fc_3_one_thread, double(), FullyConnected(3), 1)->Apply(Sizes);

}  // namespace
}  // namespace hadamard_ntk::ntk

BENCHMARK_MAIN();
