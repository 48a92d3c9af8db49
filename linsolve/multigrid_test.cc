#include "linsolve/multigrid.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "linalg/thrown_testing.h"
#include "linsolve/golden_testing.h"

namespace hadamard_ntk::linsolve {
namespace {

struct GoldenSystem {
  std::string name;
  Index n;
  int dimension;
  Counts counts;
};

TEST(MultigridTest, GoldenIterationCounts) {
  const std::vector<GoldenSystem> systems = {
      {"box", 8, 3, {3, 4, 6}},     {"box", 16, 3, {3, 5, 6}},    {"box", 32, 3, {3, 5, 6}},  {"box", 64, 3, {3, 5, 6}},
      {"sphere", 32, 3, {3, 5, 6}}, {"sphere", 64, 3, {3, 5, 6}}, {"cube", 32, 3, {4, 5, 6}}, {"box", 32, 2, {3, 5, 6}},
      {"box", 64, 2, {3, 5, 6}},    {"box", 128, 2, {3, 5, 7}},
  };
  for (const GoldenSystem& system : systems) {
    const GridMask mask = GoldenDomain(system.name, system.n, system.dimension);
    const std::string what = system.name + " " + Describe(mask.grid());
    ExpectCounts(GoldenCounts(mask, Multigrid<double>(mask)), system.counts, what);
    ExpectCounts(GoldenCounts(mask, Multigrid<float>(mask)), system.counts, what + ", in float");
  }
}

// Without the half it is the Galerkin operator, and iterations grow with the grid.
TEST(MultigridTest, GoldenIterationCountsWithoutOverCorrection) {
  const std::vector<GoldenSystem> systems = {
      {"box", 16, 3, {7, 10, 13}}, {"box", 32, 3, {10, 14, 19}}, {"box", 64, 3, {13, 20, 26}}};
  for (const GoldenSystem& system : systems) {
    const GridMask mask = GoldenDomain(system.name, system.n);
    ExpectCounts(GoldenCounts(mask, Multigrid<double>(mask, {.coarse_weight = 1})), system.counts, system.name);
  }
}

// Random solids, free cells, odd ends.
std::vector<GridMask> OddMasks() {
  std::vector<GridMask> masks;
  for (const std::vector<Index>& extents : std::vector<std::vector<Index>>{
           {17, 13, 9}, {33, 2, 40}, {1, 1, 30}, {50, 21}, {3, 70}, {1, 2}, {2, 2, 3}, {40, 40, 40}}) {
    const Grid grid(extents);
    masks.emplace_back(grid);
    if (grid.cells() < 10) continue;
    masks.push_back(WithRandomSolids(grid, 0.25, 11));
    std::vector<Cell> cells = masks.back().cells();
    for (Index cell = 0; cell < grid.cells(); cell += 17) cells[cell] = Cell::kFree;
    masks.emplace_back(grid, cells);
  }
  return masks;
}

template <class T>
GridFunction<T> Other(const GridMask& mask) {
  GridFunction<T> v(mask.grid());
  for (Index cell = 0; cell < v.size(); ++cell) v[cell] = static_cast<T>(std::sin(cell * cell));
  RemoveMeans(mask, v);
  return v;
}

template <class T>
class MultigridOfTest : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(MultigridOfTest, Scalars);

TYPED_TEST(MultigridOfTest, IsSymmetricAndPositive) {
  using T = TypeParam;
  for (const GridMask& mask : OddMasks()) {
    const Multigrid<T> m(mask);
    const GridFunction<T> u = GoldenRightHandSide<T>(mask), v = Other<T>(mask);
    if (Norm(u) == 0 || Norm(v) == 0) continue;
    const GridFunction<T> mu = m(u), mv = m(v);
    EXPECT_GT(InnerProduct(u, mu), 0) << Describe(mask.grid());
    // Conditioned: a value passes through some 200 roundings of numbers as large as M u.
    const double bound = 200 * std::numeric_limits<T>::epsilon() * (Norm(u) * Norm(mv) + Norm(v) * Norm(mu));
    EXPECT_NEAR(InnerProduct(u, mv), InnerProduct(v, mu), bound) << Describe(mask.grid());
    for (Index cell = 0; cell < u.size(); ++cell) ASSERT_TRUE(mask.fluid(cell) || mu[cell] == 0);
    GridFunction<T> z(mask.grid());
    EXPECT_NEAR(m.Apply(u, z), InnerProduct(u, mu), bound);
  }
}

// What the check of symmetry is worth: an M that in every second cell takes Jacobi's value does not pass it.
TYPED_TEST(MultigridOfTest, WhatIsNotSymmetricShows) {
  using T = TypeParam;
  const GridMask mask = GoldenDomain("box", 16);
  const Multigrid<T> m(mask);
  const GridFunction<T> u = GoldenRightHandSide<T>(mask), v = Other<T>(mask);
  const auto spoilt = [&](const GridFunction<T>& r) {
    GridFunction<T> z = m(r);
    for (Index cell = 0; cell < z.size(); cell += 2) z[cell] = r[cell] / 6;
    return z;
  };
  EXPECT_GT(std::abs(InnerProduct(u, spoilt(v)) - InnerProduct(v, spoilt(u))), 1e-3 * Norm(u) * Norm(v));
}

// |r| / |b| after four cycles.
template <class T>
double AfterFourCycles(const GridMask& mask, double coarse_weight = 0.5) {
  const Multigrid<T> m(mask, {.coarse_weight = coarse_weight});
  const PressurePoisson<T> a(mask);
  const GridFunction<T> b = GoldenRightHandSide<T>(mask);
  GridFunction<T> x(mask.grid()), r = b;
  for (int cycle = 1; cycle <= 4; ++cycle) {
    AddScaled(x, 1, m(r));
    r = b;
    AddScaled(r, -1, a(x));
  }
  return Norm(r) / Norm(b);
}

TYPED_TEST(MultigridOfTest, ByItselfGainsADigitPerCycle) {
  using T = TypeParam;
  for (const Index n : {16, 40, 64}) {
    EXPECT_LE(AfterFourCycles<T>(GoldenDomain("box", n)), 1e-4) << n;
    EXPECT_LE(AfterFourCycles<T>(GoldenDomain("sphere", n)), 1e-4) << n;
    EXPECT_LE(AfterFourCycles<T>(WithRandomSolids(Grid::Cube(n), 0.2, 1)), 1e-3) << n;
    EXPECT_GT(AfterFourCycles<T>(GoldenDomain("box", n), 1), 1e-3) << n;
  }
}

TYPED_TEST(MultigridOfTest, SolvesOnAnyMask) {
  using T = TypeParam;
  const double tolerance = std::is_same_v<T, float> ? 1e-4 : 1e-10;
  for (const GridMask& mask : OddMasks()) {
    const PressureSolution<T> solution =
        SolvePressure(mask, GoldenRightHandSide<T>(mask), Multigrid<T>(mask), {.tolerance = tolerance});
    EXPECT_TRUE(solution.converged) << Describe(mask.grid());
    EXPECT_LE(solution.iterations, 25) << Describe(mask.grid());
  }
}

TYPED_TEST(MultigridOfTest, IsTheSameForAnyNumberOfThreads) {
  using T = TypeParam;
  for (const GridMask& mask : {GoldenDomain("sphere", 70), GoldenDomain("box", 600, 2)}) {
    const GridFunction<T> b = GoldenRightHandSide<T>(mask);
    const auto run = [&](int threads) {
      const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, threads);
      GridFunction<T> z(mask.grid());
      const double product = Multigrid<T>(mask).Apply(b, z);
      return std::pair(product, std::vector<T>(z.values().begin(), z.values().end()));
    };
    const auto one = run(1);
    EXPECT_EQ(one, run(2));
    EXPECT_EQ(one, run(4));
  }
}

TEST(MultigridTest, Refuses) {
  const GridMask mask = GoldenDomain("box", 8);
  EXPECT_EQ(MessageOf([&] { Multigrid<double> m(mask, {.coarse_weight = 0}); }),
            "Multigrid: coarse_weight must be above 0, got 0");
  const Multigrid<double> m(mask);
  EXPECT_EQ(m.levels(), 2);
  EXPECT_EQ(MessageOf([&] {
              m(GridFunction<double>(Grid({8, 8})));
            }),
            "Multigrid: the hierarchy's grid is 8 x 8 x 8, the functions' 8 x 8 and 8 x 8 x 8");
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
