/// For tests: the systems of the golden iteration counts.
#ifndef HADAMARD_NTK_LINSOLVE_GOLDEN_TESTING_H_
#define HADAMARD_NTK_LINSOLVE_GOLDEN_TESTING_H_

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "linsolve/component_means.h"
#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"
#include "linsolve/pressure_solver.h"
#include "linsolve/solids.h"

namespace hadamard_ntk::linsolve {

/// u <- 1664525 u + 1013904223 mod 2^32 from 12345, once before each cell; u / 2^32 - 1/2, less its means.
template <class T>
GridFunction<T> GoldenRightHandSide(const GridMask& mask) {
  GridFunction<T> b(mask.grid());
  std::uint32_t u = 12345;
  for (T& value : b.values()) value = static_cast<T>(std::ldexp(u = 1664525 * u + 1013904223, -32) - 0.5);
  RemoveMeans(mask, b);
  return b;
}

/// n cells along each axis: "box", or one with a solid "sphere" of radius n/5 or "cube" of half side n/5 in its middle.
inline GridMask GoldenDomain(const std::string& name, Index n, int dimension = 3) {
  const Grid grid = Grid::Cube(n, dimension);
  const double size = static_cast<double>(n) / 5;
  return name == "sphere" ? WithSphere(grid, size) : name == "cube" ? WithCube(grid, size) : GridMask(grid);
}

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
