#include "linsolve/right_hand_sides.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

#include "linsolve/component_means.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

constexpr double kNullValue = 1e-8, kLowFactor = 9;
constexpr Index kSmoothModes = 4;  // per axis

void RequireCount(const char* function, Index wanted, const Eigen::VectorXd& normals) {
  if (normals.size() != wanted) {
    throw std::invalid_argument(std::string(function) + ": needs " + std::to_string(wanted) + " numbers (got " +
                                std::to_string(normals.size()) + ")");
  }
}

}  // namespace

Eigen::VectorXd MixtureFactors(const Eigen::VectorXd& values, const Eigen::VectorXd& normals) {
  RequireCount("MixtureFactors", values.size(), normals);
  const Index null = (values.array() < kNullValue).count(), others = values.size() - null;
  const Index low = others / 2 + others / 20;
  Eigen::VectorXd factors = normals;
  factors.head(null).setZero();
  factors.segment(null, low) *= kLowFactor;
  return factors;
}

GridFunction<double> Normalised(GridFunction<double> b) {
  const double norm = Norm(b);
  if (!(norm > 0 && std::isfinite(norm))) {
    throw std::invalid_argument("right-hand side: its norm must be > 0 and finite (got " + fmt::to_string(norm) + ")");
  }
  for (double& value : b.values()) value /= norm;
  return b;
}

Index SmoothNormals(const Grid& grid) {
  return (grid.dimension() == 3 ? kSmoothModes : 1) * kSmoothModes * kSmoothModes - 1;
}

GridFunction<double> SmoothRightHandSide(const GridMask& mask, const Eigen::VectorXd& normals) {
  const Grid& grid = mask.grid();
  RequireCount("SmoothRightHandSide", SmoothNormals(grid), normals);
  std::vector<Eigen::MatrixXd> cosines;  // cell x mode
  for (const Index n : grid.extents()) {
    cosines.push_back(Eigen::MatrixXd::NullaryExpr(n, kSmoothModes, [n](Index x, Index k) {
      return std::cos(std::numbers::pi * static_cast<double>(k) * (static_cast<double>(x) + 0.5) /
                      static_cast<double>(n));
    }));
  }
  GridFunction<double> b(grid);
  for (Index cell = 0; cell < grid.cells(); ++cell) {
    const auto [x, y, z] = grid.position(cell);
    for (Index mode = 1; mode <= normals.size(); ++mode) {
      b[cell] += normals[mode - 1] * cosines[0](x, mode % kSmoothModes) *
                 cosines[1](y, mode / kSmoothModes % kSmoothModes) *
                 cosines[2](z, mode / (kSmoothModes * kSmoothModes));
    }
  }
  RemoveMeans(mask, b);
  return Normalised(std::move(b));
}

GridFunction<double> JetRightHandSide(const GridMask& mask, const Jet& jet) {
  const Grid& grid = mask.grid();
  if (jet.axis < 0 || jet.axis >= grid.dimension()) {
    throw std::invalid_argument("JetRightHandSide: axis must be in [0, " + std::to_string(grid.dimension()) +
                                ") (got " + std::to_string(jet.axis) + ")");
  }
  if (!(jet.width > 0)) {
    throw std::invalid_argument("JetRightHandSide: width must be > 0 (got " + std::to_string(jet.width) + ")");
  }
  for (const double part : jet.at) {
    if (part >= 0 && part <= 1) continue;
    throw std::invalid_argument("JetRightHandSide: the position must be in [0, 1] (got " + std::to_string(part) + ")");
  }
  GridFunction<double> b(grid);
  const Index stride = grid.strides()[static_cast<std::size_t>(jet.axis)];
  for (Index cell = 0; cell < grid.cells(); ++cell) {
    const std::array<Index, 3> position = grid.position(cell);
    const bool last = position[static_cast<std::size_t>(jet.axis)] + 1 == grid.extents()[jet.axis];
    if (last || !mask.fluid(cell) || !mask.fluid(cell + stride)) continue;
    double square = 0;
    for (int axis = 0; axis < grid.dimension(); ++axis) {
      const double face = static_cast<double>(position[axis]) + (axis == jet.axis ? 1 : 0.5);
      square += std::pow(face - jet.at[axis] * static_cast<double>(grid.extents()[axis]), 2);
    }
    const double velocity = std::exp(-square / (2 * jet.width * jet.width));
    b[cell] += velocity;
    b[cell + stride] -= velocity;
  }
  RemoveMeans(mask, b);
  return Normalised(std::move(b));
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve
