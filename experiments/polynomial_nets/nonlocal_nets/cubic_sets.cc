#include "experiments/polynomial_nets/nonlocal_nets/cubic_sets.h"

#include <cmath>
#include <cstddef>
#include <span>

#include "models/random.h"

namespace hadamard_ntk::experiments::nonlocal_nets {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd RandomSets(int sets, int positions, int d, double radius, std::uint64_t seed, std::uint32_t stream) {
  MatrixXd x(Index(sets) * positions, d);
  VectorXd u(x.rows());
  models::FillNormal({.seed = seed, .purpose = models::Purpose::kData, .stream = stream}, 0,
                     std::span<double>(x.data(), static_cast<std::size_t>(x.size())));
  models::FillUniform({.seed = seed, .purpose = models::Purpose::kData, .stream = stream + 1}, 0,
                      std::span<double>(u.data(), static_cast<std::size_t>(u.size())));
  for (Index i = 0; i < x.rows(); ++i) x.row(i) *= radius * std::pow(u(i), 1.0 / d) / x.row(i).norm();
  return x;
}

MatrixXd FirstPositions(const MatrixXd& sets, Index positions) {
  return sets(Eigen::seq(0, Eigen::last, positions), Eigen::all);
}

VectorXd CubicLabels(const MatrixXd& sets, int positions) {
  const Index n = sets.rows() / positions, d = sets.cols();
  VectorXd u(d), v(d), y(n);
  for (Index k = 0; k < d; ++k) u(k) = std::cos(1.0 + double(k)), v(k) = std::sin(2.0 + double(k));
  for (Index i = 0; i < n; ++i) {
    const MatrixXd set = sets.middleRows(i * positions, positions);
    y(i) = (set * u).squaredNorm() / positions * set.row(0).dot(v);
  }
  return y;
}

}  // namespace hadamard_ntk::experiments::nonlocal_nets
