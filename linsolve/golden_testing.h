/// For tests: the right-hand side and the domains of the golden iteration counts.
#ifndef HADAMARD_NTK_LINSOLVE_GOLDEN_TESTING_H_
#define HADAMARD_NTK_LINSOLVE_GOLDEN_TESTING_H_

#include <cmath>
#include <cstdint>
#include <string>

#include "linsolve/component_means.h"
#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"
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

}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_GOLDEN_TESTING_H_
