#include "linsolve/incomplete_cholesky.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "linsolve/conjugate_directions.h"
#include "linsolve/golden_testing.h"
#include "linsolve/pressure_poisson.h"

namespace hadamard_ntk::linsolve {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

template <class Operator>
Eigen::MatrixXd MatrixOf(const Grid& grid, const Operator& a) {
  Eigen::MatrixXd matrix(grid.cells(), grid.cells());
  for (Index j = 0; j < grid.cells(); ++j) {
    GridFunction<double> unit(grid);
    unit[j] = 1;
    const GridFunction<double> column = a(unit);
    for (Index i = 0; i < grid.cells(); ++i) matrix(i, j) = column[i];
  }
  return matrix;
}

std::vector<Index> FluidCells(const GridMask& mask) {
  std::vector<Index> cells;
  for (Index cell = 0; cell < mask.grid().cells(); ++cell) {
    if (mask.open_faces()[cell] > 0) cells.push_back(cell);
  }
  return cells;
}

// M^-1 agrees with A where A has entries, and only there.
TEST(IncompleteCholeskyTest, TheFactorsProductIsTheMatrixWhereItHasEntries) {
  for (const Grid& grid : {Grid({5, 4, 3}), Grid({7, 6})}) {
    std::vector<Cell> cells = WithRandomSolids(grid, 0.15, 5).cells();
    cells[cells.size() - 2] = Cell::kFree;
    const GridMask mask(grid, cells);
    const std::vector<Index> fluid = FluidCells(mask);
    const Eigen::MatrixXd a = MatrixOf(grid, PressurePoisson<double>(mask))(fluid, fluid);
    const Eigen::MatrixXd m = MatrixOf(grid, IncompleteCholesky(mask))(fluid, fluid);
    EXPECT_LE((m - m.transpose()).cwiseAbs().maxCoeff(), 100 * kEps * m.cwiseAbs().maxCoeff());
    EXPECT_GT(m.selfadjointView<Eigen::Lower>().eigenvalues().minCoeff(), 0);
    const Eigen::MatrixXd difference = m.inverse() - a;
    double elsewhere = 0;
    for (Index i = 0; i < a.rows(); ++i) {
      for (Index j = 0; j < a.cols(); ++j) {
        if (a(i, j) == 0) {
          elsewhere = std::max(elsewhere, std::abs(difference(i, j)));
        } else {
          EXPECT_NEAR(difference(i, j), 0, 1e4 * kEps) << i << " " << j;  // conditioned: cond(M) eps
        }
      }
    }
    EXPECT_GT(elsewhere, 0.1);
  }
}

// In one dimension nothing is left out, but the last pivot is 0.
TEST(IncompleteCholeskyTest, CorridorsAndClosedCells) {
  const GridMask corridor(Grid({9, 1, 1}));
  const IncompleteCholesky m(corridor);
  EXPECT_EQ(m.inverse_pivots()[7], 1);
  EXPECT_EQ(m.inverse_pivots()[8], 1);
  const GridFunction<double> b = GoldenRightHandSide<double>(corridor);
  const ConjugateDirections<GridFunction<double>> solution(PressurePoisson<double>(corridor), m, b,
                                                           {.tolerance = 1e-12});
  EXPECT_LE(solution.iterations(), 2);
  std::vector<Cell> cells(27, Cell::kSolid);
  cells[13] = Cell::kFluid;
  cells[0] = Cell::kFluid;
  cells[1] = Cell::kFluid;
  const IncompleteCholesky closed(GridMask(Grid::Cube(3), cells));
  GridFunction<double> ones(Grid::Cube(3));
  for (double& value : ones.values()) value = 1;
  const GridFunction<double> z = closed(ones);
  for (Index cell = 0; cell < 27; ++cell) EXPECT_EQ(z[cell] != 0, cell < 2) << cell;
}

constexpr int kGolden = 1;  // iterations, what rounding may move

struct Golden {
  std::string domain;
  Index n;
  int dimension;
  std::vector<int> counts;  // at 1e-4, 1e-6, 1e-8
};

TEST(IncompleteCholeskyTest, GoldenCounts) {
  int plain_as_few = 0;
  for (const Golden& golden :
       {Golden{"box", 8, 3, {11, 15, 19}}, Golden{"box", 16, 3, {19, 29, 37}}, Golden{"box", 32, 3, {36, 50, 71}},
        Golden{"sphere", 32, 3, {36, 51, 75}}, Golden{"cube", 32, 3, {36, 51, 75}}, Golden{"box", 32, 2, {27, 41, 49}},
        Golden{"box", 64, 2, {53, 76, 91}}, Golden{"box", 128, 2, {104, 131, 179}}}) {
    const GridMask mask = GoldenDomain(golden.domain, golden.n, golden.dimension);
    const PressurePoisson<double> a(mask);
    const IncompleteCholesky m(mask);
    const GridFunction<double> b = GoldenRightHandSide<double>(mask);
    for (int i = 0; i < 3; ++i) {
      const ConjugateDirectionsOptions options{
          .tolerance = std::pow(10, -4 - 2 * i), .max_iterations = 300, .stored = 1, .patience = 300};
      const ConjugateDirections<GridFunction<double>> solution(a, m, b, options);
      EXPECT_NEAR(solution.iterations(), golden.counts[i], kGolden) << golden.domain << golden.n << " " << i;
      const auto none = [](const GridFunction<double>& r) { return r; };
      plain_as_few += golden.n == 8 && ConjugateDirections<GridFunction<double>>(a, none, b, options).iterations() <=
                                           golden.counts[i] + 1;
    }
  }
  EXPECT_EQ(plain_as_few, 0);
}

TEST(IncompleteCholeskyTest, RefusesAnotherGrid) {
  const IncompleteCholesky m(GridMask(Grid({4, 4, 4})));
  EXPECT_EQ(MessageOf([&] {
              m(GridFunction<double>(Grid({4, 4})));
            }),
            "IncompleteCholesky: the mask's grid is 4 x 4 x 4, the function's 4 x 4");
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
