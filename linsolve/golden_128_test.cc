// The golden iteration counts of two million cells: by hand, for it takes as long as all others together.
#include <gtest/gtest.h>

#include "linalg/operator.h"
#include "linsolve/golden_testing.h"
#include "linsolve/multigrid.h"

namespace hadamard_ntk::linsolve {
namespace {

TEST(Golden128Test, IterationCounts) {
  const GridMask sphere = GoldenDomain("sphere", 128), box = GoldenDomain("box", 128);
  EXPECT_EQ(sphere.fluid_cells(), 2026832);
  ExpectCounts(GoldenCounts(sphere, linalg::Identity()), {393, 592, 740}, "sphere, plain");
  ExpectCounts(GoldenCounts(sphere, Multigrid<double>(sphere)), {3, 5, 6}, "sphere");
  ExpectCounts(GoldenCounts(box, Multigrid<float>(box)), {3, 5, 6}, "box, in float");
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
