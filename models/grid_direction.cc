#include "models/grid_direction.h"

#include <Eigen/Core>
#include <cstdint>
#include <utility>
#include <vector>

namespace hadamard_ntk::models {
namespace {

GridNet<float> OnMask(const GridNet<float>& net, const linsolve::GridMask& mask) {
  const linsolve::Grid& grid = mask.grid();
  std::vector<Index> extents = {grid.nx(), grid.ny()};
  if (grid.dimension() == 3) extents.push_back(grid.nz());
  std::vector<std::uint8_t> fluid(static_cast<std::size_t>(grid.cells()));
  for (std::size_t cell = 0; cell < fluid.size(); ++cell) fluid[cell] = mask.fluid(static_cast<Index>(cell));
  return net.On(extents, std::move(fluid));
}

}  // namespace

GridDirection::GridDirection(const GridNet<float>& net, const linsolve::GridMask& mask)
    : net_(OnMask(net, mask)), out_(mask.grid().cells()) {}

linsolve::GridFunction<double> GridDirection::operator()(const linsolve::GridFunction<double>& r) const {
  in_ = Eigen::Map<const Eigen::VectorXd>(r.data(), r.size()).cast<float>();
  net_.Apply(in_, out_, workspace_);
  linsolve::GridFunction<double> f(r.grid());
  Eigen::Map<Eigen::VectorXd>(f.data(), f.size()) = out_.cast<double>();
  return f;
}

std::size_t GridDirection::Bytes() const {
  constexpr std::size_t kOfACell = 3 * sizeof(float);  // r, f, the mask
  const auto weights = static_cast<std::size_t>(net_.parameters().size());
  return net_.ForwardBytes() + static_cast<std::size_t>(net_.inputs()) * kOfACell + 3 * weights * sizeof(float);
}

}  // namespace hadamard_ntk::models
