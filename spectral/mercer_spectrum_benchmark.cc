#include <benchmark/benchmark.h>

#include "spectral/mercer_spectrum.h"
#include "spectral/reference_kernels_testing.h"

namespace hadamard_ntk::spectral {
namespace {

// Arguments: degree or depth, d, k_max.  All eigenvalues mu_0..mu_{k_max}, nothing kept between spectra but the
// quadrature rules.
template <class Kernel>
void Spectrum(benchmark::State& state) {
  const AngleKernel kernel = AngleKernel::From(Kernel{static_cast<int>(state.range(0))});
  const int d = static_cast<int>(state.range(1));
  const int k_max = static_cast<int>(state.range(2));
  for (auto _ : state) benchmark::DoNotOptimize(ComputeMercerSpectrum(kernel, d, k_max).trace());
  state.SetComplexityN(k_max);
  state.counters["eigenvalues_per_second"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * (k_max + 1.0), benchmark::Counter::kIsRate);
}

void PolynomialNet(benchmark::State& state) { Spectrum<PolynomialNetKernel>(state); }
void FullyConnected(benchmark::State& state) { Spectrum<FullyConnectedKernel>(state); }

// The cost is linear in k_max: 10^3, 10^4, 10^5.
BENCHMARK(PolynomialNet)
    ->ArgNames({"degree", "d", "k_max"})
    ->ArgsProduct({{3}, {2, 9, 50}, {1000, 10000, 100000}})
    ->Unit(benchmark::kMillisecond)
    ->Complexity(benchmark::oN);
BENCHMARK(PolynomialNet)->ArgNames({"degree", "d", "k_max"})->Args({20, 9, 10000})->Unit(benchmark::kMillisecond);
BENCHMARK(FullyConnected)
    ->ArgNames({"depth", "d", "k_max"})
    ->ArgsProduct({{3, 5}, {2, 50}, {10000}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hadamard_ntk::spectral
