#include "linsolve/component_means.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "linsolve/golden_systems_testing.h"

namespace hadamard_ntk::linsolve {
namespace {

// A wall of solids at x = 3 of a 7 x 4 x 3 box; free cells at the end of x, if any.
GridMask Parted(bool pinned) {
  const Grid grid({7, 4, 3});
  std::vector<Cell> cells(grid.cells(), Cell::kFluid);
  for (Index cell = 0; cell < grid.cells(); ++cell) {
    if (cell % 7 == 3) cells[cell] = Cell::kSolid;
    if (cell % 7 == 6 && pinned) cells[cell] = Cell::kFree;
  }
  return GridMask(grid, cells);
}

std::string Refusal(const GridMask& mask, const GridFunction<double>& b) {
  return MessageOf([&] { RequireInRange(mask, b); });
}

TEST(ComponentMeansTest, AreRemovedFromEachComponent) {
  for (const bool pinned : {false, true}) {
    const GridMask mask = Parted(pinned);
    GridFunction<double> b(mask.grid());
    for (Index cell = 0; cell < b.size(); ++cell) b[cell] = static_cast<double>(cell % 7);
    RemoveMeans(mask, b);
    EXPECT_EQ(Refusal(mask, b), "no error");
    EXPECT_EQ(b[0], -1);
    EXPECT_EQ(b[3], 0);
    EXPECT_EQ(b[4], pinned ? 4 : -1);
    EXPECT_EQ(b[6], pinned ? 0 : 1);
  }
}

// Thousands of equal values, which a sum in double would round the same way one after the other.
TEST(ComponentMeansTest, OfASourceInALargeBoxAreRemovedToRounding) {
  const Grid grid({32, 32, 33});
  std::vector<Cell> rooms(grid.cells(), Cell::kFluid);
  std::fill_n(rooms.begin() + grid.cell(0, 0, 16), 32 * 32, Cell::kSolid);
  double largest = 0;  // of the sums in double
  for (const GridMask& mask : {GridMask(grid), GridMask(grid, rooms)}) {
    GridFunction<double> b(grid);
    b[grid.cell(4, 16, 16)] = mask.fluid(grid.cell(4, 16, 16)) ? 1 : 0;
    b[grid.cell(8, 8, 30)] = 2;
    RemoveMeans(mask, b);
    EXPECT_EQ(Refusal(mask, b), "no error");
    double sum = 0;
    for (const double value : b.values()) sum += value;
    largest = std::max(largest, std::abs(sum));
  }
  EXPECT_GT(largest, 64 * 6 * std::numeric_limits<double>::epsilon());  // sum |b| is below 6
}

// Of two nearly equal values a mean leaves little but its own rounding.
TEST(ComponentMeansTest, OfAFewNearlyEqualValuesAreRemovedToRounding) {
  const Grid grid({40, 40});
  std::vector<Cell> cells(grid.cells(), Cell::kFluid);
  for (const Index cell : {grid.cell(1, 0, 0), grid.cell(1, 1, 0), grid.cell(0, 2, 0)}) cells[cell] = Cell::kSolid;
  const GridMask mask(grid, cells);  // (0, 0) and (0, 1) are a component
  int beyond = 0;                    // what 64 eps of their own sizes explain
  for (int i = 1; i < 200; ++i) {
    GridFunction<double> b(grid);
    for (Index cell = 0; cell < b.size(); ++cell) b[cell] = mask.fluid(cell) ? std::sin(1.3 * cell + i) : 0;
    b[0] = 0.1 * i;
    b[40] = std::nextafter(b[0], 100);
    RemoveMeans(mask, b);
    EXPECT_EQ(Refusal(mask, b), "no error");
    const double eps = std::numeric_limits<double>::epsilon();
    beyond += std::abs(b[0] + b[40]) > 64 * eps * (std::abs(b[0]) + std::abs(b[40]));
    b[0] += 1e-12;
    EXPECT_NE(Refusal(mask, b), "no error");
  }
  EXPECT_GT(beyond, 0);
}

TEST(ComponentMeansTest, WhatIsNotInTheRangeIsRefused) {
  const GridMask mask = Parted(false);
  GridFunction<double> b(mask.grid());
  b[4] = 0.75;
  b[0] = -0.75;  // the mean over both is 0
  EXPECT_EQ(Refusal(mask, b),
            "right-hand side: not in the range of the operator, its sum over component 1 of 2 (36 cells, the first at "
            "(0, 0, 0)) must be 0, got -0.75");
  b[1] = 0.75;
  EXPECT_EQ(Refusal(mask, b),
            "right-hand side: not in the range of the operator, its sum over component 2 of 2 (36 cells, the first at "
            "(4, 0, 0)) must be 0, got 0.75");
  EXPECT_EQ(Refusal(Parted(true), b), "no error");
  b[4] = 0;
  EXPECT_EQ(Refusal(mask, b), "no error");
  b[1] = 0.75 * (1 + 32 * std::numeric_limits<double>::epsilon());
  EXPECT_EQ(Refusal(mask, b), "no error");
  b[1] = 0.75 * (1 + 256 * std::numeric_limits<double>::epsilon());
  EXPECT_NE(Refusal(mask, b), "no error");
}

TEST(ComponentMeansTest, WhatIsNoNumberOrInASolidIsRefused) {
  const GridMask mask = Parted(false);
  GridFunction<double> b(mask.grid());
  b[mask.grid().cell(5, 2, 1)] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(Refusal(mask, b),
            "right-hand side: must be finite, and 0 where there is no fluid, got nan in cell (5, 2, 1)");
  b = GridFunction<double>(mask.grid());
  b[3] = 1;
  EXPECT_EQ(Refusal(mask, b),
            "right-hand side: must be finite, and 0 where there is no fluid, got 1 in cell (3, 0, 0)");
  EXPECT_EQ(Refusal(mask, GridFunction<double>(Grid({7, 4}))),
            "right-hand side: its grid is 7 x 4, the mask's 7 x 4 x 3");
}

// To the 12 digits that are known.
TEST(ComponentMeansTest, GoldenRightHandSides) {
  const auto differs = [](const std::string& name, Index n, int dimension, double expected) {
    return std::abs(Norm(GoldenRightHandSide<double>(GoldenDomain(name, n, dimension))) / expected - 1) > 5e-12;
  };
  EXPECT_FALSE(differs("box", 8, 3, 6.42438874849));
  EXPECT_FALSE(differs("box", 64, 3, 147.916834985));
  EXPECT_FALSE(differs("sphere", 32, 3, 51.2312777266));
  EXPECT_FALSE(differs("sphere", 64, 3, 145.409269215));
  EXPECT_FALSE(differs("cube", 32, 3, 50.7137104523));
  EXPECT_FALSE(differs("box", 32, 2, 9.16889040894));
  EXPECT_TRUE(differs("sphere", 32, 3, 51.2312777269));
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
