#include "linsolve/cosine_basis.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

std::vector<int> TransformExtents(const Grid& grid) {
  return {static_cast<int>(grid.nz()), static_cast<int>(grid.ny()), static_cast<int>(grid.nx())};
}

}  // namespace

CosineBasis::CosineBasis(const Grid& grid)
    : grid_(grid),
      transform_(Series::kCosine, TransformExtents(grid)),
      values_(grid.cells()),
      norms_(grid.cells()),
      places_(static_cast<std::size_t>(grid.cells())) {
  Eigen::VectorXd values(grid.cells()), norms(grid.cells());
  for (Index place = 0; place < grid.cells(); ++place) {
    const std::array<Index, 3> k = grid.position(place);
    double value = 0, square = 1;
    for (int axis = 0; axis < 3; ++axis) {
      const double n = static_cast<double>(grid.extents()[axis]);
      value += StencilSymbol(std::numbers::pi / n * static_cast<double>(k[axis]), 1);
      square *= k[axis] == 0 ? n : 2 * n;
    }
    values[place] = value;
    norms[place] = std::sqrt(square);
  }
  std::iota(places_.begin(), places_.end(), Index{0});
  std::stable_sort(places_.begin(), places_.end(), [&](Index a, Index b) { return values[a] < values[b]; });
  for (Index i = 0; i < grid.cells(); ++i) {
    values_[i] = values[places_[static_cast<std::size_t>(i)]];
    norms_[i] = norms[places_[static_cast<std::size_t>(i)]];
  }
}

GridFunction<double> CosineBasis::Sum(const Eigen::VectorXd& factors) const {
  if (factors.size() != grid_.cells()) {
    throw std::invalid_argument("CosineBasis: needs " + std::to_string(grid_.cells()) + " factors (got " +
                                std::to_string(factors.size()) + ")");
  }
  GridFunction<double> sum(grid_);
  for (Index i = 0; i < factors.size(); ++i) sum[places_[static_cast<std::size_t>(i)]] = factors[i] / norms_[i];
  transform_.Values(sum.values());
  return sum;
}

Eigen::VectorXd CosineBasis::Coefficients(const GridFunction<double>& b) const {
  if (b.grid() != grid_) {
    throw std::invalid_argument("CosineBasis: the basis's grid is " + Describe(grid_) + ", the function's " +
                                Describe(b.grid()));
  }
  GridFunction<double> transformed = b;
  transform_.Coefficients(transformed.values());
  Eigen::VectorXd coefficients(b.size());
  for (Index i = 0; i < b.size(); ++i) {
    coefficients[i] = norms_[i] * transformed[places_[static_cast<std::size_t>(i)]];
  }
  return coefficients;
}

GridFunction<double> CosineBasis::Solve(const GridFunction<double>& b) const {
  Eigen::VectorXd coefficients = Coefficients(b);
  coefficients[0] = 0;
  for (Index i = 1; i < coefficients.size(); ++i) coefficients[i] /= values_[i];
  return Sum(coefficients);
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve
