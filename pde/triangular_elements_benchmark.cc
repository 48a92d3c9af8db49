// P1 elements on the unit square, 2 n^2 triangles: making them (gradients, pattern, masses and stiffness; the
// triangulation is there), triangles per second and the cost against their number, fitted; and the product with the
// stiffness matrix as bytes per second against the triad (entries, columns and rows once, either vector once).
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <utility>

#include "linalg/memory_bandwidth.h"
#include "linsolve/sparse_matrix.h"
#include "pde/plane_domains.h"
#include "pde/triangular_elements.h"

namespace hadamard_ntk::pde {
namespace {

void Assembly(benchmark::State& state) {
  const Triangulation mesh = UnitSquare(static_cast<int>(state.range(0)));
  std::optional<TriangularElements> elements;
  for (auto _ : state) {
    state.PauseTiming();
    Triangulation copy = mesh;
    elements.reset();
    state.ResumeTiming();
    elements.emplace(std::move(copy));
    benchmark::DoNotOptimize(elements->stiffness().valuePtr());
  }
  const auto triangles = static_cast<std::int64_t>(mesh.triangles().size());
  state.SetItemsProcessed(state.iterations() * triangles);
  state.SetComplexityN(triangles);
}

void StiffnessProduct(benchmark::State& state) {
  const TriangularElements elements(UnitSquare(static_cast<int>(state.range(0))));
  const linsolve::SparseMatrix& k = elements.stiffness();
  const Eigen::VectorXd x = Eigen::VectorXd::Ones(k.cols());
  for (auto _ : state) benchmark::DoNotOptimize(linsolve::Product(k, x).data());
  linalg::SetMovedBytes(state, 12.0 * static_cast<double>(k.nonZeros()) + 20.0 * static_cast<double>(k.rows()));
}

void Sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("n")->Arg(256)->Arg(512)->Arg(1024)->Unit(benchmark::kMillisecond)->UseRealTime();
}

BENCHMARK(Assembly)->Apply(Sizes)->Complexity(benchmark::oN);
BENCHMARK(StiffnessProduct)->Apply(Sizes);

}  // namespace
}  // namespace hadamard_ntk::pde
