// The Poisson operator on a box of n^3 cells: product, iteration of conjugate gradients, V-cycle as bytes per second
// against the triad (what has to be moved: a result that is written past the cache counts once), whole solutions to
// 1e-6 with and without set-up, their memory predicted and measured, and the cost against the number of cells, fitted.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <oneapi/tbb/scalable_allocator.h>

#include <cstdint>
#include <optional>

#include "files/machine_memory.h"
#include "linalg/memory_bandwidth.h"
#include "linsolve/golden_systems_testing.h"
#include "linsolve/multigrid.h"
#include "linsolve/pressure_poisson.h"
#include "linsolve/pressure_solver.h"

namespace hadamard_ntk::linsolve {
namespace {

template <class T>
void Product(benchmark::State& state) {
  const GridMask mask = GoldenDomain("box", state.range(0));
  const PressurePoisson<T> a(mask);
  const GridFunction<T> v = GoldenRightHandSide<T>(mask);
  GridFunction<T> product(mask.grid());
  for (auto _ : state) a.Multiply(v, product);
  linalg::SetMovedBytes(state, static_cast<double>(v.size() * (2 * sizeof(T) + 1)));
}

template <class T>
void Iteration(benchmark::State& state) {
  constexpr int kIterations = 20;
  const GridMask mask = GoldenDomain("box", state.range(0));
  const PressurePoisson<T> a(mask);
  const GridFunction<T> b = GoldenRightHandSide<T>(mask);
  std::optional<GridFunction<T>> unused;
  GridFunction<T> x(mask.grid()), r = b, p = b;
  const Eigen::VectorXd small = Eigen::VectorXd::Constant(1, 1e-3);
  for (auto _ : state) {
    for (int k = 0; k < kIterations; ++k) {
      benchmark::DoNotOptimize(Energy(a, p, unused));
      benchmark::DoNotOptimize(Descend(r, small, a, p, unused));
      Turn(x, small, p, r, small);
    }
  }
  linalg::SetMovedBytes(state, static_cast<double>(kIterations * b.size() * (9 * sizeof(T) + 2)));
}

// On the finest grid: r twice, u twice, z, the faces twice; on the others: f, u and the solution twice each, and the
// four weights twice, of a seventh of the cells.
template <class T, class S>
void Cycle(benchmark::State& state) {
  const GridMask mask = GoldenDomain("box", state.range(0));
  const Multigrid<T> m(mask);
  const GridFunction<S> r = GoldenRightHandSide<S>(mask);
  GridFunction<S> z(mask.grid());
  for (auto _ : state) benchmark::DoNotOptimize(m.Apply(r, z));
  const double coarse = (7 * sizeof(T) + 8 * sizeof(float)) / 7.0;
  linalg::SetMovedBytes(state, static_cast<double>(r.size()) * (3 * sizeof(S) + 2 * sizeof(T) + 2 + coarse));
}

// A solution that does not reach the tolerance has no time.
template <class T>
void Solve(benchmark::State& state, const GridMask& mask, const GridFunction<double>& b, const Multigrid<T>& m) {
  const PressureSolution<double> solution = SolvePressure(mask, b, m);
  if (!solution.converged) state.SkipWithError("did not converge");
  state.counters["iterations"] = solution.iterations;
}

void CountCells(benchmark::State& state, const GridMask& mask) {
  state.SetItemsProcessed(state.iterations() * mask.fluid_cells());
  state.SetComplexityN(mask.fluid_cells());
}

template <class T>
void Solution(benchmark::State& state) {
  const GridMask mask = GoldenDomain("box", state.range(0));
  const GridFunction<double> b = GoldenRightHandSide<double>(mask);
  const Multigrid<T> m(mask);
  for (auto _ : state) Solve(state, mask, b, m);
  CountCells(state, mask);
}

template <class T>
void SetUpAndSolution(benchmark::State& state) {
  const GridMask mask = GoldenDomain("box", state.range(0));
  const GridFunction<double> b = GoldenRightHandSide<double>(mask);
  for (auto _ : state) Solve(state, mask, b, Multigrid<T>(mask));
  CountCells(state, mask);
}

// In a process that has given back what earlier runs have freed.
template <class T>
void Memory(benchmark::State& state) {
  const GridMask mask = GoldenDomain("box", state.range(0));
  const GridFunction<double> b = GoldenRightHandSide<double>(mask);
  scalable_allocation_command(TBBMALLOC_CLEAN_ALL_BUFFERS, nullptr);
  malloc_trim(0);
  if (!files::ForgetPeakMemory()) state.SkipWithError("the kernel does not measure the memory of a part of a run");
  const std::int64_t before = files::PeakMemory();
  for (auto _ : state) Solve(state, mask, b, Multigrid<T>(mask));
  state.counters["predicted_MB"] =
      1e-6 * static_cast<double>(Multigrid<T>::Bytes(mask.grid()) + PressureSolverBytes<double>(mask.grid(), true));
  state.counters["measured_MB"] = 1e-6 * static_cast<double>(files::PeakMemory() - before);
}

void Sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("n")->Arg(64)->Arg(128)->Arg(256)->Unit(benchmark::kMillisecond)->UseRealTime();
}

BENCHMARK_TEMPLATE(Memory, float)->Apply(Sizes)->Iterations(1);
BENCHMARK_TEMPLATE(Memory, double)->Apply(Sizes)->Iterations(1);
BENCHMARK_TEMPLATE(Solution, float)->Apply(Sizes)->Complexity(benchmark::oN);
BENCHMARK_TEMPLATE(Solution, double)->Apply(Sizes)->Complexity(benchmark::oN);
BENCHMARK_TEMPLATE(SetUpAndSolution, float)->Apply(Sizes)->Complexity(benchmark::oN);
BENCHMARK_TEMPLATE(Product, float)->Apply(Sizes);
BENCHMARK_TEMPLATE(Product, double)->Apply(Sizes);
BENCHMARK_TEMPLATE(Iteration, float)->Apply(Sizes);
BENCHMARK_TEMPLATE(Iteration, double)->Apply(Sizes);
BENCHMARK_TEMPLATE(Cycle, float, double)->Apply(Sizes);
BENCHMARK_TEMPLATE(Cycle, double, double)->Apply(Sizes);

}  // namespace
}  // namespace hadamard_ntk::linsolve
