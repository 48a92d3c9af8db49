#include "pde/dirichlet_cube.h"

#include <fmt/format.h>
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <cmath>
#include <numbers>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

int Checked(int dimension, int n, double mass) {
  if (dimension != 2 && dimension != 3) {
    throw std::invalid_argument("DirichletCube: dimension must be 2 or 3, got " + std::to_string(dimension));
  }
  if (n < 2 || std::pow(n - 1, dimension) > std::exp2(27)) {
    throw std::invalid_argument("DirichletCube: n must be at least 2 and (n - 1)^d at most 2^27, got n = " +
                                std::to_string(n));
  }
  if (!(mass >= 0 && std::isfinite(mass))) {
    throw std::invalid_argument("DirichletCube: mass must be finite and >= 0, got " + fmt::to_string(mass));
  }
  return dimension;
}

}  // namespace

DirichletCube::DirichletCube(int dimension, int n, double mass)
    : dimension_(Checked(dimension, n, mass)),
      n_(n),
      mass_(mass),
      cell_(std::pow(step(), dimension)),
      sines_(linsolve::Series::kSine, std::vector<int>(static_cast<std::size_t>(dimension), n - 1)),
      inverse_symbol_(static_cast<Eigen::Index>(sines_.size())) {
  // k h of the transform is pi k / n; its h is pi / n, that of the cube 1 / n.
  Eigen::VectorXd symbol(n - 1);
  for (int k = 1; k < n; ++k) symbol[k - 1] = linsolve::StencilSymbol(std::numbers::pi * k / n, step());
  for (Eigen::Index i = 0; i < inverse_symbol_.size(); ++i) {
    double sum = mass;
    for (Eigen::Index rest = i, axis = 0; axis < dimension; ++axis, rest /= n - 1) sum += symbol[rest % (n - 1)];
    inverse_symbol_[i] = 1 / (cell_ * sum);
  }
}

double DirichletCube::LeastEigenvalue() const {
  return dimension_ * linsolve::StencilSymbol(std::numbers::pi / n_, step());
}

Eigen::VectorXd DirichletCube::Stiffness(const Eigen::VectorXd& u) const {
  CheckSize("Stiffness", u);
  const Eigen::Index row = n_ - 1, rows = u.size() / row;
  const double factor = cell_ / (step() * step());
  Eigen::VectorXd result(u.size());
  tbb::parallel_for(tbb::blocked_range<Eigen::Index>(0, rows, 64), [&](const auto& range) {
    for (Eigen::Index r = range.begin(); r < range.end(); ++r) {
      for (Eigen::Index i = r * row; i < (r + 1) * row; ++i) {
        double sum = 2 * dimension_ * u[i];
        for (Eigen::Index axis = 0, stride = 1, rest = i; axis < dimension_; ++axis, stride *= row, rest /= row) {
          if (rest % row > 0) sum -= u[i - stride];
          if (rest % row < row - 1) sum -= u[i + stride];
        }
        result[i] = factor * sum;
      }
    }
  });
  return result;
}

Eigen::VectorXd DirichletCube::Inverse(const Eigen::VectorXd& r) const {
  CheckSize("Inverse", r);
  Eigen::VectorXd u = r;
  const std::span<double> values(u.data(), sines_.size());
  sines_.Coefficients(values);
  u.array() *= inverse_symbol_.array();
  sines_.Values(values);
  return u;
}

void DirichletCube::CheckSize(const char* function, const Eigen::VectorXd& v) const {
  if (v.size() == unknowns()) return;
  throw std::invalid_argument("DirichletCube::" + std::string(function) + ": a vector of " + std::to_string(v.size()) +
                              " entries, there are " + std::to_string(unknowns()) + " inner points");
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde
