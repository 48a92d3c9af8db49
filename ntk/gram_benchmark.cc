// Gram matrices K(X, X), and their products with a vector, of n samples of d coordinates:
//   tools/bazel run //ntk:gram_benchmark
// GFLOP/s and of_peak count the inner products alone, n^2 d for the half that is computed; entries/s counts n^2, GB/s
// and of_bandwidth the n^2 numbers written.  SymmetricGram returns a new matrix, whose pages are touched for the first
// time each time; IntoMatrix (GramInto) writes into one that has been touched.  The last lines fit the cost against n.
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <cstddef>

#include "linalg/huge_pages.h"
#include "linalg/memory_bandwidth.h"
#include "linalg/peak_flops.h"
#include "ntk/fully_connected.h"
#include "ntk/gram.h"
#include "ntk/gram_product.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::ntk {
namespace {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

template <class T, class Run>
void Measure(benchmark::State& state, const Run& run) {
  const auto n = state.range(0), d = state.range(1);
  std::srand(1);  // Eigen's Random
  const Matrix<T> x = Matrix<T>::Random(n, d);
  for (auto _ : state) benchmark::DoNotOptimize(run(x));
  const double pairs = static_cast<double>(n) * static_cast<double>(n);
  linalg::SetFlops<T>(state, pairs * static_cast<double>(d));
  state.counters["entries/s"] =
      benchmark::Counter(pairs * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  state.SetComplexityN(n);
}

void SetWrittenSquare(benchmark::State& state, std::size_t entry) {
  linalg::SetWrittenBytes(
      state, static_cast<double>(state.range(0)) * static_cast<double>(state.range(0)) * static_cast<double>(entry));
}

template <class T, class K>
void SymmetricGram(benchmark::State& state, T /*type*/, const K& kernel) {
  Measure<T>(state, [&](const Matrix<T>& x) { return Gram(kernel, x)(0, 0); });
  SetWrittenSquare(state, sizeof(T));
}

template <class T, class K>
void IntoMatrix(benchmark::State& state, T /*type*/, const K& kernel) {
  Matrix<T> result(state.range(0), state.range(0));
  linalg::PreferHugePages(result.data(), result.size() * sizeof(T));  // as NumPy does for its arrays
  result.setZero();
  Measure<T>(state, [&](const Matrix<T>& x) {
    GramInto(kernel, x, result);
    return result(0, 0);
  });
  SetWrittenSquare(state, sizeof(T));
}

template <class K>
void Product(benchmark::State& state, const K& kernel) {
  const Eigen::MatrixXd v = Eigen::MatrixXd::Random(state.range(0), 10);
  Measure<double>(state, [&](const Eigen::MatrixXd& x) { return GramProduct(kernel, x, v)(0, 0); });
}

void Sizes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"n", "d"})->Args({4000, 16})->Args({4000, 784})->UseRealTime()->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(SymmetricGram, pnn_4, double(), PolynomialNet(4))->Apply(Sizes);
BENCHMARK_CAPTURE(SymmetricGram, pnn_4_float, float(), PolynomialNet(4))->Apply(Sizes);
BENCHMARK_CAPTURE(IntoMatrix, pnn_4, double(), PolynomialNet(4))->Apply(Sizes);
BENCHMARK_CAPTURE(IntoMatrix, pnn_4_float, float(), PolynomialNet(4))->Apply(Sizes);
BENCHMARK_CAPTURE(SymmetricGram, fc_3, double(), FullyConnected(3))->Apply(Sizes);
BENCHMARK_CAPTURE(Product, pnn_4, PolynomialNet(4))->Apply(Sizes);
BENCHMARK_CAPTURE(SymmetricGram, pnn_4_cost, double(), PolynomialNet(4))
    ->ArgNames({"n", "d"})
    ->ArgsProduct({{500, 1000, 2000, 4000, 8000}, {16}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond)
    ->Complexity(benchmark::oNSquared);

}  // namespace
}  // namespace hadamard_ntk::ntk

BENCHMARK_MAIN();
