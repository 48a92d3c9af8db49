#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

#include "spectral/learning_curve.h"
#include "spectral/mercer_spectrum.h"
#include "spectral/reference_kernels_testing.h"

namespace hadamard_ntk::spectral {
namespace {

// Arguments: d, k_max, n on the curve. A curve from n = 1 to 10^5 of a polynomial net's spectrum: at most 50 ms for
// k_max = 10^4 and 100 n.
void Curve(benchmark::State& state) {
  const int d = static_cast<int>(state.range(0)), k_max = static_cast<int>(state.range(1));
  const MercerSpectrum spectrum = ComputeMercerSpectrum(AngleKernel::From(PolynomialNetKernel{3}), d, k_max);
  const LearningProblem problem = LearningProblem::Of(spectrum, {0, 1, 1, 1}, 1e-6, 0.01);
  std::vector<double> n(static_cast<std::size_t>(state.range(2)));
  for (std::size_t i = 0; i < n.size(); ++i) {
    n[i] = std::pow(10, 5 * static_cast<double>(i) / static_cast<double>(n.size()));
  }
  for (auto _ : state) benchmark::DoNotOptimize(problem.Predict(n).back().test_error);
}

BENCHMARK(Curve)
    ->ArgNames({"d", "k_max", "points"})
    ->ArgsProduct({{2, 9, 24}, {1000, 10000}, {100}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hadamard_ntk::spectral
