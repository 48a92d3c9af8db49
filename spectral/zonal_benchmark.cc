// Values of P_k and spherical harmonics per second (items_per_second).
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cstdint>

#include "spectral/spherical_harmonics.h"
#include "spectral/zonal.h"
#include "spectral/zonal_projection.h"

namespace hadamard_ntk::spectral {
namespace {

/// P_0, ..., P_{10000} one after another; theta picks the form of the recurrence.
template <class T>
void BM_ZonalRecurrence(benchmark::State& state) {
  const int d = static_cast<int>(state.range(0));
  const T theta = static_cast<T>(static_cast<double>(state.range(1)) / 10);
  constexpr std::int64_t kMax = 10000;
  for (auto _ : state) {
    T sum = 0;
    for (auto p = ZonalRecurrence<T>::AtAngle(d, theta); p.k() <= kMax; p.Advance()) sum += p.value();
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * (kMax + 1));
}
BENCHMARK_TEMPLATE(BM_ZonalRecurrence, double)->ArgNames({"d", "10theta"})->ArgsProduct({{2, 9, 50}, {3, 15}});
BENCHMARK_TEMPLATE(BM_ZonalRecurrence, boost::multiprecision::cpp_bin_float_50)
    ->ArgNames({"d", "10theta"})
    ->ArgsProduct({{9}, {3, 15}});

void BM_SphericalHarmonics(benchmark::State& state) {
  const int d = static_cast<int>(state.range(0)), k = static_cast<int>(state.range(1));
  const SphericalHarmonics<double> harmonics(d, k);
  Eigen::VectorXd x(d + 1);
  for (int i = 0; i <= d; ++i) x(i) = 1.0 / (i + 1);
  for (auto _ : state) benchmark::DoNotOptimize(harmonics.At(x).data());
  state.SetItemsProcessed(state.iterations() * harmonics.size());
}
BENCHMARK(BM_SphericalHarmonics)
    ->ArgNames({"d", "k"})
    ->Args({2, 10})
    ->Args({2, 50})
    ->Args({2, 200})
    ->Args({3, 20})
    ->Args({9, 3})
    ->Args({9, 6});

/// Pairs times degrees per second of the energy estimator, n = 500 points on S^9.
void BM_DegreeEnergies(benchmark::State& state) {
  const int n = 500, k_max = static_cast<int>(state.range(0));
  Eigen::MatrixXd points(n, 10);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < 10; ++j) points(i, j) = 0.5 + ((i * 37 + j * 101 + i * j) % 97) / 97.0 - (j % 2);
    points.row(i) /= points.row(i).norm();
  }
  const Eigen::VectorXd values = points.col(0);
  for (auto _ : state) benchmark::DoNotOptimize(EstimateDegreeEnergies(points, values, k_max).value.data());
  state.SetItemsProcessed(state.iterations() * n * n * (k_max + 1));
}
BENCHMARK(BM_DegreeEnergies)->ArgName("k_max")->Arg(12);

}  // namespace
}  // namespace hadamard_ntk::spectral
