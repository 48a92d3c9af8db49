// A tile of a product on one thread, and Eigen's, as shares of one thread's peak; A row-major, which both have to
// transpose, or column-major:
//   tools/bazel run //linalg:packed_product_benchmark
#include <benchmark/benchmark.h>

#include <Eigen/Core>

#include "linalg/packed_product.h"
#include "linalg/peak_flops.h"

namespace hadamard_ntk::linalg {
namespace {

enum class By { kStrips, kEigen };

template <class T, int order, By by>
void Tile(benchmark::State& state) {
  const auto size = state.range(0), depth = state.range(1);
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
  const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, order> a = Matrix::Random(size, depth);
  const Matrix b = Matrix::Random(depth, size);
  Matrix c(size, size);
  for (auto _ : state) {
    if constexpr (by == By::kStrips) {
      PackedProduct<T>(false, T(1), Strided<const T>(a), Strided<const T>(b), Strided<T>(c));
    } else {
      c.noalias() = a * b;
    }
    benchmark::DoNotOptimize(c.data());
  }
  static const double peak = PeakFlopsOf<T>(1);
  const double flops = 2.0 * static_cast<double>(size * size * depth * state.iterations());
  state.counters["of_peak"] = benchmark::Counter(flops / peak, benchmark::Counter::kIsRate);
}

void Sizes(benchmark::internal::Benchmark* tile) {
  tile->ArgNames({"n", "depth"});
  for (int depth : {32, 128, 784}) tile->Args({128, depth});
  tile->Args({32, 256});
}

BENCHMARK_TEMPLATE(Tile, float, Eigen::RowMajor, By::kStrips)->Apply(Sizes);
BENCHMARK_TEMPLATE(Tile, float, Eigen::RowMajor, By::kEigen)->Apply(Sizes);
BENCHMARK_TEMPLATE(Tile, float, Eigen::ColMajor, By::kStrips)->Apply(Sizes);
BENCHMARK_TEMPLATE(Tile, float, Eigen::ColMajor, By::kEigen)->Apply(Sizes);
BENCHMARK_TEMPLATE(Tile, double, Eigen::ColMajor, By::kStrips)->Apply(Sizes);
BENCHMARK_TEMPLATE(Tile, double, Eigen::ColMajor, By::kEigen)->Apply(Sizes);

}  // namespace
}  // namespace hadamard_ntk::linalg

BENCHMARK_MAIN();
