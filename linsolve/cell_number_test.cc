#include "linsolve/cell_number.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hadamard_ntk::linsolve {
namespace {

TEST(CellNumberTest, ThreeNumbersAreCells) {
  EXPECT_EQ(CellOf(0), Cell::kSolid);
  EXPECT_EQ(CellOf(1), Cell::kFluid);
  EXPECT_EQ(CellOf(2), Cell::kFree);
  for (const double other : {-1.0, 0.5, 1 + 1e-15, 3.0, 256.0, double{NAN}, double{INFINITY}}) {
    EXPECT_EQ(CellOf(other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
