#include "models/grid_direction.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "linsolve/grid.h"
#include "linsolve/solids.h"

namespace hadamard_ntk::models {
namespace {

using linsolve::Grid, linsolve::GridFunction, linsolve::GridMask;

GridNet<float> Small(int dimension) {
  return {
      {.dimension = dimension, .channels = 8, .first_pairs = 1, .coarse_pairs = 1, .last_pairs = 1, .biases = false},
      std::vector<Index>(static_cast<std::size_t>(dimension), 8),
      {},
      1};
}

GridFunction<double> Waves(const GridMask& mask) {
  GridFunction<double> r(mask.grid());
  for (Index cell = 0; cell < r.size(); ++cell) r[cell] = mask.fluid(cell) ? std::sin(0.7 * cell) : 0;
  return r;
}

// Without biases f(0) = 0 and f(c r) = c f(r), and f is 0 where there is no fluid.
TEST(GridDirectionTest, IsHomogeneousAndKnowsItsDomain) {
  for (const int dimension : {2, 3}) {
    const GridMask sphere = linsolve::WithSphere(Grid::Cube(10, dimension), 2);
    const GridDirection f(Small(dimension), sphere);
    GridFunction<double> r = Waves(sphere);
    const GridFunction<double> q = f(r);
    for (double& value : r.values()) value *= 4;
    const GridFunction<double> four = f(r);
    double largest = 0;
    for (Index cell = 0; cell < q.size(); ++cell) {
      EXPECT_EQ(four[cell], 4 * q[cell]);
      if (!sphere.fluid(cell)) {
        EXPECT_EQ(q[cell], 0);
      }
      largest = std::max(largest, std::abs(q[cell]));
    }
    EXPECT_GT(largest, 0);
    EXPECT_GT(f.Bytes(), 0u);
  }
}

// x is the fastest of both: the net on a grid of three sides gives what Forward gives.
TEST(GridDirectionTest, IsTheNet) {
  const Grid grid({7, 5, 6});
  const GridMask box(grid);
  const GridFunction<double> r = Waves(box), q = GridDirection(Small(3), box)(r);
  const auto expected = [&](const std::vector<Index>& extents) {
    Matrix<float> x(1, grid.cells()), f;
    for (Index cell = 0; cell < grid.cells(); ++cell) x(0, cell) = static_cast<float>(r[cell]);
    GridNet<float>::Workspace workspace;
    Small(3).On(extents).Forward(x, f, workspace);
    return f;
  };
  const Matrix<float> f = expected({7, 5, 6}), turned = expected({6, 5, 7});
  double difference = 0;
  for (Index cell = 0; cell < grid.cells(); ++cell) {
    EXPECT_EQ(q[cell], f(0, cell));
    difference = std::max(difference, std::abs(q[cell] - turned(0, cell)));
  }
  EXPECT_GT(difference, 1e-3);
}

TEST(GridDirectionTest, ANetOfAnotherDimensionIsRefused) {
  EXPECT_THROW(GridDirection(Small(2), GridMask(Grid::Cube(8, 3))), std::invalid_argument);
  EXPECT_THROW(GridDirection(Small(3), GridMask(Grid::Cube(8, 2))), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::models
