#include "pde/relu_units.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

using Eigen::Index;

// (h - l)/2 of every term.
Eigen::VectorXd HalfLengths(const CosineSum& f) { return std::numbers::pi * f.frequencies.cwiseAbs().rowwise().sum(); }

// m of every term.
Eigen::VectorXd Middles(const CosineSum& f) { return f.phases + std::numbers::pi * f.frequencies.rowwise().sum(); }

}  // namespace

double ReluVariation(const CosineSum& f) { return f.amplitudes.dot(HalfLengths(f).cwiseAbs2()); }

Eigen::VectorXd AffinePart(const CosineSum& f) {
  const Eigen::ArrayXd middles = Middles(f).array();
  const Eigen::VectorXd slopes = -(f.amplitudes.array() * middles.sin()).matrix();
  Eigen::VectorXd affine(1 + f.frequencies.cols());
  affine[0] = f.amplitudes.dot(middles.cos().matrix()) + slopes.dot(f.phases - middles.matrix());
  affine.tail(f.frequencies.cols()) = f.frequencies.transpose() * slopes;
  return affine;
}

Eigen::MatrixXd ReluUnits::At(const Eigen::MatrixXd& x) const {
  Eigen::MatrixXd values = x * directions.transpose();
  values.rowwise() += shifts.transpose();
  return values.cwiseMax(0);
}

ReluUnits DrawReluUnits(const CosineSum& f, std::span<const double> uniforms) {
  if (uniforms.size() % 2 != 0) {
    throw std::invalid_argument("DrawReluUnits: needs two numbers for a unit, got " + std::to_string(uniforms.size()));
  }
  const Eigen::VectorXd halves = HalfLengths(f), middles = Middles(f);
  const double variation = ReluVariation(f);
  const Eigen::VectorXd law = f.amplitudes.cwiseProduct(halves.cwiseAbs2()) / variation;
  const auto k = static_cast<Index>(uniforms.size() / 2);
  const std::vector<Index> terms = DrawUnits(law, uniforms.first(uniforms.size() / 2));
  ReluUnits units{Eigen::MatrixXd(k, f.frequencies.cols()), Eigen::VectorXd(k), Eigen::VectorXd(k)};
  for (Index i = 0; i < k; ++i) {
    const Index j = terms[static_cast<std::size_t>(i)];
    // The half, and the distance to its end: density ~ r, so r = half sqrt(u).
    const double u = 2 * uniforms[static_cast<std::size_t>(k + i)], sign = u < 1 ? -1 : 1;
    const double distance = halves[j] * std::sqrt(u < 1 ? u : u - 1), s = middles[j] + sign * (halves[j] - distance);
    units.directions.row(i) = sign * f.frequencies.row(j);
    units.shifts[i] = sign * (f.phases[j] - s);
    units.outer[i] = -variation * std::cos(s) / distance;
  }
  return units;
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde
