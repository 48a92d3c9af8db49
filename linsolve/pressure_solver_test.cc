#include "linsolve/pressure_solver.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "linsolve/golden_testing.h"
#include "linsolve/jacobi.h"

namespace hadamard_ntk::linsolve {
namespace {

using linalg::Identity;

struct GoldenSystem {
  std::string name;
  Index n;
  int dimension;
  Counts plain, jacobi;
};

TEST(PressureSolverTest, GoldenIterationCounts) {
  const std::vector<GoldenSystem> systems = {
      {"box", 8, 3, {28, 39, 45}, {27, 37, 42}},           {"box", 16, 3, {61, 79, 93}, {58, 76, 90}},
      {"box", 32, 3, {113, 157, 185}, {110, 153, 181}},    {"box", 64, 3, {207, 305, 364}, {205, 301, 359}},
      {"sphere", 32, 3, {114, 159, 196}, {111, 155, 192}}, {"sphere", 64, 3, {212, 309, 386}, {210, 306, 381}},
      {"cube", 32, 3, {114, 160, 197}, {112, 157, 192}},   {"box", 32, 2, {89, 110, 128}, {89, 109, 125}},
      {"box", 64, 2, {179, 224, 256}, {177, 222, 253}},    {"box", 128, 2, {351, 442, 506}, {349, 439, 503}},
  };
  for (const GoldenSystem& system : systems) {
    const GridMask mask = GoldenDomain(system.name, system.n, system.dimension);
    ExpectCounts(GoldenCounts(mask, Identity()), system.plain, system.name + " " + Describe(mask.grid()) + ", plain");
    ExpectCounts(GoldenCounts(mask, Jacobi<double>(mask)), system.jacobi,
                 system.name + " " + Describe(mask.grid()) + ", Jacobi");
  }
}

TEST(PressureSolverTest, AnEigenvectorTakesOneIteration) {
  const Index n = 32;
  const GridMask box(Grid::Cube(n));
  GridFunction<double> b(box.grid());
  const double pi = std::numbers::pi;
  for (Index cell = 0; cell < b.size(); ++cell) {
    const auto [x, y, z] = box.grid().position(cell);
    b[cell] = std::cos(pi * (x + 0.5) / n) * std::cos(2 * pi * (y + 0.5) / n);
  }
  EXPECT_EQ(SolvePressure(box, b, Identity(), {.tolerance = 1e-12}).iterations, 1);
  b[3] += 0.5;
  b[4] -= 0.5;
  EXPECT_GT(SolvePressure(box, b, Identity(), {.tolerance = 1e-12}).iterations, 50);
}

template <class T>
class PressureSolverOfTest : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(PressureSolverOfTest, Scalars);

// Of the definition: A applied to the solution; and of the size of b, nothing but x depends.
TYPED_TEST(PressureSolverOfTest, SolvesTheSystemAtAnyScale) {
  using T = TypeParam;
  const double tolerance = std::sqrt(std::numeric_limits<T>::epsilon());
  std::vector<Cell> cells = WithRandomSolids(Grid({21, 18, 13}), 0.3, 5).cells();
  for (const bool pinned : {false, true}) {
    if (pinned) cells[0] = Cell::kFree;
    const GridMask mask(Grid({21, 18, 13}), cells);
    EXPECT_GT(mask.components().size(), 1u);
    std::optional<int> iterations;
    for (const int exponent : {0, -100, 60}) {
      GridFunction<T> b = GoldenRightHandSide<T>(mask);
      for (T& value : b.values()) value = std::ldexp(value, exponent);
      const PressureSolution<T> solution = SolvePressure(mask, b, Jacobi<T>(mask), {.tolerance = tolerance});
      ASSERT_TRUE(solution.converged);
      EXPECT_EQ(solution.iterations, iterations.value_or(solution.iterations));
      iterations = solution.iterations;
      GridFunction<T> rest = PressurePoisson<T>(mask)(solution.x);
      AddScaled(rest, -1, b);
      const auto largest = [](const GridFunction<T>& v) {
        T most = 0;
        for (const T value : v.values()) most = std::max(most, std::abs(value));
        return most;
      };
      EXPECT_LE(largest(rest), 2 * tolerance * std::sqrt(mask.fluid_cells()) * largest(b)) << exponent;
      std::vector<double> sums(mask.components().size(), 0.0);
      double size = 0;
      for (Index cell = 0; cell < b.size(); ++cell) {
        size += std::abs(solution.x[cell]);
        if (mask.fluid(cell)) sums[mask.component(cell)] += solution.x[cell];
      }
      for (std::size_t c = 0; c < sums.size(); ++c) {
        EXPECT_TRUE(mask.components()[c].pinned || std::abs(sums[c]) <= std::numeric_limits<T>::epsilon() * size);
      }
    }
  }
}

TYPED_TEST(PressureSolverOfTest, IsTheSameForAnyNumberOfThreadsAndWithoutFusedPasses) {
  using T = TypeParam;
  const GridMask mask = GoldenDomain("sphere", 48);
  const GridFunction<T> b = GoldenRightHandSide<T>(mask);
  const auto run = [&](int threads) {
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, threads);
    const PressureSolution<T> solution = SolvePressure(mask, b, Jacobi<T>(mask), {.tolerance = 1e-3});
    return std::vector<T>(solution.x.values().begin(), solution.x.values().end());
  };
  EXPECT_EQ(run(1), run(3));
  const linalg::ConjugateGradientsOptions options{
      .tolerance = 1e-3, .max_iterations = 1000, .patience = 1000, .carried = 1};
  const PressurePoisson<T> a(mask);
  const Jacobi<T> m(mask);
  using Run = linalg::ConjugateGradients<GridFunction<T>>;
  const Run fused(a, m, b, options);
  const Run plain([&](const GridFunction<T>& v) { return a(v); }, [&](const GridFunction<T>& v) { return m(v); }, b,
                  options);
  EXPECT_EQ(fused.iterations(), plain.iterations());
  GridFunction<T> difference = fused.solution();
  AddScaled(difference, -1, plain.solution());
  EXPECT_LE(Norm(difference), 1e-3 * Norm(plain.solution()));  // both are within the tolerance
}

TEST(PressureSolverTest, SaysIfItDidNotConverge) {
  const GridMask mask = GoldenDomain("box", 16);
  const GridFunction<double> b = GoldenRightHandSide<double>(mask);
  int looks = 0;
  const PressureSolution<double> few = SolvePressure(
      mask, b, Identity(), {.max_iterations = 7, .look = [&](int iteration, double) { looks = iteration; }});
  EXPECT_FALSE(few.converged);
  EXPECT_EQ(few.iterations, 7);
  EXPECT_EQ(looks, 7);
  EXPECT_GT(few.relative_residual, 1e-6);
  EXPECT_TRUE(SolvePressure(mask, GridFunction<double>(mask.grid()), Identity()).converged);
}

TEST(PressureSolverTest, DivergenceHasAnExceptionOfItsOwn) {
  const GridMask mask = GoldenDomain("box", 8);
  const GridFunction<double> b = GoldenRightHandSide<double>(mask);
  const auto no_number = [](const GridFunction<double>& r) {
    GridFunction<double> z = r;
    z[5] = std::numeric_limits<double>::quiet_NaN();
    return z;
  };
  try {
    SolvePressure(mask, b, no_number);
    FAIL();
  } catch (const Diverged& error) {
    EXPECT_EQ(std::string(error.what()), "conjugate gradients diverged at step 1: relative residual nan");
    EXPECT_EQ(error.step(), 1);
  }
}

TEST(PressureSolverTest, RefusesWhatIsNotInTheRange) {
  const GridMask mask = GoldenDomain("box", 8);
  GridFunction<double> b = GoldenRightHandSide<double>(mask);
  EXPECT_THROW(SolvePressure(mask, b, Identity(), {.tolerance = 0}), std::invalid_argument);
  EXPECT_THROW(SolvePressure(mask, b, Identity(), {.max_iterations = -1}), std::invalid_argument);
  b[0] += 1;
  EXPECT_THROW(SolvePressure(mask, b, Identity()), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
