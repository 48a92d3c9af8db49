#include "linsolve/grid_mask.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "linsolve/solids.h"

namespace hadamard_ntk::linsolve {
namespace {

// '.' fluid, '#' solid, 'o' free; one line of text per row, x along the line.
GridMask Drawn(const std::vector<std::string>& rows) {
  std::vector<Cell> cells;
  for (const std::string& row : rows) {
    for (const char c : row) cells.push_back(c == '.' ? Cell::kFluid : c == '#' ? Cell::kSolid : Cell::kFree);
  }
  return GridMask(Grid({static_cast<Index>(rows[0].size()), static_cast<Index>(rows.size())}), cells);
}

TEST(GridTest, NumbersCellsWithXFastest) {
  const Grid grid({3, 4, 5});
  EXPECT_EQ(grid.cells(), 60);
  EXPECT_EQ(grid.rows(), 20);
  EXPECT_EQ(grid.cell(2, 1, 3), 2 + 3 * 1 + 12 * 3);
  EXPECT_EQ(grid.position(grid.cell(2, 1, 3)), (std::array<Index, 3>{2, 1, 3}));
  EXPECT_EQ(DescribeCell(grid, 41), "(2, 1, 3)");
  EXPECT_EQ(Describe(Grid({7, 2})), "7 x 2");
  EXPECT_NE(Grid({7, 2}), Grid({7, 2, 1}));
}

TEST(GridTest, RefusesOtherExtents) {
  EXPECT_EQ(MessageOf([] { Grid({4}); }), "Grid: there must be 2 or 3 extents, got 1");
  EXPECT_EQ(MessageOf([] {
              Grid({4, 0});
            }),
            "Grid: extents must be at least 1 and their product below 2^31, got 0 along axis 1");
  EXPECT_THROW(Grid({1 << 11, 1 << 10, 1 << 10}), std::invalid_argument);
  EXPECT_EQ(Grid({(Index{1} << 31) - 1, 1}).cells(), (Index{1} << 31) - 1);
}

TEST(GridMaskTest, CountsOpenFaces) {
  const GridMask mask = Drawn({"..#",  //
                               "o.."});
  EXPECT_EQ(mask.fluid_cells(), 4);
  EXPECT_EQ(mask.open_faces(), (std::vector<std::uint8_t>{2, 2, 0, 0, 3, 1}));
}

TEST(GridMaskTest, LabelsComponents) {
  const GridMask mask = Drawn({"..#.",  //
                               "##..",  //
                               "o.#o"});
  // The cell right of 'o' touches it; the one at (1, 2) is of no other component: a free cell connects nothing.
  ASSERT_EQ(mask.components().size(), 3u);
  EXPECT_EQ(mask.components()[0].cells, 2);
  EXPECT_FALSE(mask.components()[0].pinned);
  EXPECT_EQ(mask.components()[1].cells, 3);
  EXPECT_TRUE(mask.components()[1].pinned);
  EXPECT_EQ(mask.components()[2].first, 9);
  EXPECT_EQ(mask.component(0), 0);
  EXPECT_EQ(mask.component(6), 1);
  EXPECT_EQ(mask.component(4), -1);
  EXPECT_EQ(mask.DescribeComponent(1), "component 2 of 3 (3 cells, the first at (3, 0))");
}

TEST(GridMaskTest, RefusesWhatHasNoFluidOrAnotherShape) {
  const Grid grid({2, 2, 2});
  EXPECT_EQ(MessageOf([&] { GridMask(grid, std::vector<Cell>(8, Cell::kSolid)); }),
            "GridMask: none of the 8 cells is fluid");
  EXPECT_EQ(MessageOf([&] { GridMask(grid, std::vector<Cell>(4, Cell::kFluid)); }),
            "GridMask: the grid 2 x 2 x 2 has 8 cells, got 4");
}

TEST(SolidsTest, OfTheGoldenSystems) {
  EXPECT_EQ(WithSphere(Grid::Cube(32), 32 / 5.0).fluid_cells(), 31680);
  EXPECT_EQ(WithSphere(Grid::Cube(64), 64 / 5.0).fluid_cells(), 253400);
  EXPECT_EQ(WithCube(Grid::Cube(32), 32 / 5.0).fluid_cells(), 31040);
  EXPECT_NE(WithSphere(Grid::Cube(32), 32 / 5.0 + 0.2).fluid_cells(), 31680);
}

TEST(SolidsTest, ATorusHasItsVolumeAndItsHole) {
  const GridMask mask = WithTorus(Grid::Cube(64), 16, 6);
  const double volume = 2 * 9.8696044 * 16 * 36;                                                 // 2 pi^2 R r^2
  EXPECT_NEAR(64.0 * 64 * 64 - static_cast<double>(mask.fluid_cells()), volume, 0.02 * volume);  // of its surface
  EXPECT_TRUE(mask.fluid(mask.grid().cell(32, 32, 32)));
  EXPECT_FALSE(mask.fluid(mask.grid().cell(48, 32, 32)));
  EXPECT_EQ(mask.components().size(), 1u);
}

TEST(SolidsTest, RandomSolidsHaveTheirFraction) {
  const GridMask mask = WithRandomSolids(Grid::Cube(40), 0.3, 7);
  const double n = 64000, deviation = std::sqrt(n * 0.3 * 0.7);
  EXPECT_NEAR(n - static_cast<double>(mask.fluid_cells()), 0.3 * n, 5 * deviation);  // five standard errors
  EXPECT_EQ(mask.cells(), WithRandomSolids(Grid::Cube(40), 0.3, 7).cells());
  EXPECT_NE(mask.cells(), WithRandomSolids(Grid::Cube(40), 0.3, 8).cells());
  EXPECT_EQ(MessageOf([] { WithRandomSolids(Grid::Cube(4), 1, 1); }),
            "WithRandomSolids: the fraction must be at least 0 and below 1, got 1");
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
