// Time of one kernel value on the sphere, at a real and at a complex angle (the hot loop of the spectral integrals):
//   tools/bazel run -c opt //ntk:on_sphere_benchmark
#include <benchmark/benchmark.h>

#include <complex>
#include <vector>

#include "ntk/fully_connected.h"
#include "ntk/on_sphere.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::ntk {
namespace {

template <class K>
void Real(benchmark::State& state, const K& kernel) {
  const OnSphere on_sphere(kernel);
  std::vector<double> angles;
  for (int i = 1; i <= 512; ++i) angles.push_back(3.14 * i / 512);
  for (auto _ : state) {
    for (const double theta : angles) benchmark::DoNotOptimize(on_sphere(theta));
  }
  state.SetItemsProcessed(state.iterations() * angles.size());
}

template <class K>
void Complex(benchmark::State& state, const K& kernel) {
  const OnSphere on_sphere(kernel);
  std::vector<std::complex<double>> angles;
  for (int i = 1; i <= 512; ++i) angles.emplace_back(0, -12.0 * i / 512);
  for (auto _ : state) {
    for (const std::complex<double>& theta : angles) benchmark::DoNotOptimize(on_sphere(theta));
  }
  state.SetItemsProcessed(state.iterations() * angles.size());
}

BENCHMARK_CAPTURE(Real, pnn_2, PolynomialNet(2));
BENCHMARK_CAPTURE(Real, pnn_20, PolynomialNet(20));
BENCHMARK_CAPTURE(Real, fc_3, FullyConnected(3));
BENCHMARK_CAPTURE(Complex, pnn_1, PolynomialNet(1));
BENCHMARK_CAPTURE(Complex, pnn_2, PolynomialNet(2));
BENCHMARK_CAPTURE(Complex, pnn_20, PolynomialNet(20));
BENCHMARK_CAPTURE(Complex, fc_2, FullyConnected(2));
BENCHMARK_CAPTURE(Complex, fc_3, FullyConnected(3));
BENCHMARK_CAPTURE(Complex, fc_5, FullyConnected(5));

}  // namespace
}  // namespace hadamard_ntk::ntk

BENCHMARK_MAIN();
