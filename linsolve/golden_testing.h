/// For tests: golden iteration counts.
#ifndef HADAMARD_NTK_LINSOLVE_GOLDEN_TESTING_H_
#define HADAMARD_NTK_LINSOLVE_GOLDEN_TESTING_H_

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <string>

#include "linsolve/golden_systems_testing.h"
#include "linsolve/grid_mask.h"
#include "linsolve/pressure_solver.h"

namespace hadamard_ntk::linsolve {

/// Iterations to relative residuals of 1e-4, 1e-6 and 1e-8.
using Counts = std::array<int, 3>;

template <class M>
Counts GoldenCounts(const GridMask& mask, const M& precondition) {
  Counts counts{};
  const auto look = [&](int iteration, double residual) {
    for (int k = 0; k < 3; ++k) {
      if (counts[k] == 0 && residual <= std::pow(10, -4 - 2 * k)) counts[k] = iteration;
    }
  };
  SolvePressure(mask, GoldenRightHandSide<double>(mask), precondition, {.tolerance = 1e-8, .look = look});
  return counts;
}

/// Reproducible to one iteration.
inline void ExpectCounts(const Counts& counts, const Counts& golden, const std::string& what) {
  for (int k = 0; k < 3; ++k) EXPECT_LE(std::abs(counts[k] - golden[k]), 1) << what << ", to 1e-" << 4 + 2 * k;
}

}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_GOLDEN_TESTING_H_
