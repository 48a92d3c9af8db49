// Kernel regression to a relative residual of 1e-6, 10 outputs, d = 784 (FC, 3 layers; random samples), the Gram matrix
// included:
//   tools/bazel run //ntk:kernel_solver_benchmark
// GFLOP/s and of_peak count n^3/3 operations of the factorisation over the whole time, in float; factor_ms and
// factor_of_peak are of the factorisation alone.
#include <benchmark/benchmark.h>

#include <Eigen/Core>

#include "linalg/peak_flops.h"
#include "ntk/fully_connected.h"
#include "ntk/kernel_solver.h"

namespace hadamard_ntk::ntk {
namespace {

void Solve(benchmark::State& state) {
  const auto n = state.range(0);
  std::srand(1);  // Eigen's Random
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(n, 784), y = Eigen::MatrixXd::Random(n, 10);
  double residual = 0, factor_seconds = 0;
  for (auto _ : state) {
    const KernelSolution solution = SolveKernel(FullyConnected(3), x, y);
    residual = solution.relative_residual;
    factor_seconds = solution.factor_seconds;
  }
  const double size = static_cast<double>(n);
  linalg::SetFlops<float>(state, size * size * size / 3);
  state.counters["residual"] = residual;
  state.counters["factor_ms"] = 1e3 * factor_seconds;
  state.counters["factor_of_peak"] = size * size * size / 3 / factor_seconds / linalg::PeakFlops<float>();
}

BENCHMARK(Solve)->ArgName("n")->Arg(2000)->Arg(4000)->Arg(10000)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hadamard_ntk::ntk

BENCHMARK_MAIN();
