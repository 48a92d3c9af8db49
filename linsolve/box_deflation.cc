#include "linsolve/box_deflation.h"

#include <Eigen/Core>
#include <algorithm>
#include <utility>
#include <vector>

#include "linsolve/component_means.h"
#include "linsolve/cosine_basis.h"
#include "linsolve/pressure_poisson.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

constexpr Index kModes = 16;

}  // namespace

Deflation<GridFunction<double>> BoxDeflation(const GridMask& mask) {
  const CosineBasis box(mask.grid());
  const Index modes = std::clamp<Index>(mask.fluid_cells() / 8, 1, kModes);
  std::vector<GridFunction<double>> low;
  for (Index i = 1; i <= std::min(modes, mask.grid().cells() - 1); ++i) {
    low.push_back(box.Sum(Eigen::VectorXd::Unit(mask.grid().cells(), i)));
    RemoveMeans(mask, low.back());
  }
  return {PressurePoisson<double>(mask), std::move(low)};
}

std::size_t BoxDeflationBytes(const Grid& grid) {
  constexpr Index kOfTheBasis = 8;  // values, norms, places, and what a sum takes
  return static_cast<std::size_t>((2 * kModes + kOfTheBasis) * grid.cells()) * sizeof(double);
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve
