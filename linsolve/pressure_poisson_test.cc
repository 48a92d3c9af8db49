#include "linsolve/pressure_poisson.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "linsolve/golden_systems_testing.h"

namespace hadamard_ntk::linsolve {
namespace {

// Random solids, and a layer of free cells at the end of the last axis.
GridMask Mixed(const Grid& grid) {
  std::vector<Cell> cells = WithRandomSolids(grid, 0.2, 3).cells();
  const Index layer = grid.dimension() == 3 ? grid.strides()[2] : grid.strides()[1];
  for (Index cell = grid.cells() - layer; cell < grid.cells(); cell += 2) cells[cell] = Cell::kFree;
  return GridMask(grid, cells);
}

// The definition, cell by cell; `wrong` plants a wall that is not there.
template <class T>
Eigen::VectorXd Definition(const GridMask& mask, const GridFunction<T>& v, bool wrong = false) {
  const Grid& grid = mask.grid();
  Eigen::VectorXd product = Eigen::VectorXd::Zero(grid.cells());
  for (Index i = 0; i < grid.cells(); ++i) {
    for (Index j = 0; j < grid.cells(); ++j) {
      Index distance = 0;
      for (int k = 0; k < 3; ++k) distance += std::abs(grid.position(i)[k] - grid.position(j)[k]);
      if (distance != 1 || !mask.fluid(i) || mask.cells()[j] == Cell::kSolid) continue;
      if (wrong && grid.position(std::max(i, j))[1] == 1 && grid.position(std::min(i, j))[1] == 0) continue;
      product[i] += static_cast<double>(v[i]) - static_cast<double>(v[j]);
    }
  }
  return product;
}

template <class T>
class PressurePoissonTest : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(PressurePoissonTest, Scalars);

TYPED_TEST(PressurePoissonTest, IsItsDefinition) {
  constexpr double kEps = std::numeric_limits<TypeParam>::epsilon();
  for (const Grid& grid : {Grid({16, 5, 4}), Grid({19, 7, 3}), Grid({1, 6, 5}), Grid({37, 11}), Grid({2, 9})}) {
    const GridMask mask = Mixed(grid);
    const GridFunction<TypeParam> v = GoldenRightHandSide<TypeParam>(mask);
    const GridFunction<TypeParam> product = PressurePoisson<TypeParam>(mask)(v);
    const Eigen::VectorXd expected = Definition(mask, v), wrong = Definition(mask, v, true);
    double from_wrong = 0;
    for (Index i = 0; i < grid.cells(); ++i) {
      EXPECT_NEAR(product[i], expected[i], 8 * kEps * 12 * 0.5) << Describe(grid) << " " << DescribeCell(grid, i);
      from_wrong = std::max(from_wrong, std::abs(product[i] - wrong[i]));
    }
    EXPECT_GT(from_wrong, 0.01);
  }
}

TYPED_TEST(PressurePoissonTest, CosinesAreEigenvectors) {
  const Index n = 24;
  const GridMask box(Grid::Cube(n));
  GridFunction<TypeParam> v(box.grid());
  const double pi = std::numbers::pi;
  for (Index cell = 0; cell < v.size(); ++cell) {
    const auto [x, y, z] = box.grid().position(cell);
    v[cell] = static_cast<TypeParam>(std::cos(pi * (x + 0.5) / n) * std::cos(2 * pi * (y + 0.5) / n));
  }
  const GridFunction<TypeParam> product = PressurePoisson<TypeParam>(box)(v);
  const double eigenvalue = 4 * std::pow(std::sin(pi / (2 * n)), 2) + 4 * std::pow(std::sin(pi / n), 2);
  for (Index cell = 0; cell < v.size(); ++cell) {
    // 8 eps 12 max |v| of the product, 7 eps max |v| of the values
    EXPECT_NEAR(product[cell], eigenvalue * v[cell], 104 * std::numeric_limits<TypeParam>::epsilon());
  }
}

TYPED_TEST(PressurePoissonTest, IsTheSameForAnyNumberOfThreads) {
  const GridMask mask = GoldenDomain("sphere", 48);
  const GridFunction<TypeParam> b = GoldenRightHandSide<TypeParam>(mask);
  const auto run = [&](int threads) {
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, threads);
    const GridFunction<TypeParam> product = PressurePoisson<TypeParam>(mask)(b);
    return std::pair(InnerProduct(b, product), std::vector(product.values().begin(), product.values().end()));
  };
  EXPECT_EQ(run(1), run(3));
}

TYPED_TEST(PressurePoissonTest, RefusesAnotherGrid) {
  const PressurePoisson<TypeParam> a(GridMask(Grid({4, 4, 4})));
  EXPECT_EQ(MessageOf([&] {
              a(GridFunction<TypeParam>(Grid({4, 4, 5})));
            }),
            "PressurePoisson: the operator's grid is 4 x 4 x 4, the function's 4 x 4 x 5");
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
