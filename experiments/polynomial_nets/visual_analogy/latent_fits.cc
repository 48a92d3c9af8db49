#include "experiments/polynomial_nets/visual_analogy/latent_fits.h"

#include <vector>

namespace hadamard_ntk::experiments::visual_analogy {

std::array<double, kDegrees> RSquared(const Eigen::VectorXd& t, const Eigen::MatrixXd& y) {
  const Eigen::VectorXd unit = (2 * t.array() - t.maxCoeff() - t.minCoeff()) / (t.maxCoeff() - t.minCoeff());
  Eigen::MatrixXd left = y.rowwise() - y.colwise().mean();
  const double total = left.squaredNorm();
  std::array<double, kDegrees> shares;
  shares.fill(1);
  if (total == 0) return shares;
  // Orthonormal polynomials by Gram and Schmidt, twice.
  std::vector<Eigen::VectorXd> basis = {Eigen::VectorXd::Constant(t.size(), 1).normalized()};
  for (double& share : shares) {
    Eigen::VectorXd next = basis.back().cwiseProduct(unit);
    for (int twice = 0; twice < 2; ++twice) {
      for (const Eigen::VectorXd& earlier : basis) next -= earlier.dot(next) * earlier;
    }
    basis.push_back(next.normalized());
    left -= basis.back() * (basis.back().transpose() * left).eval();
    share = 1 - left.squaredNorm() / total;
  }
  return shares;
}

std::array<double, kDegrees> FitLatents(const Net& net, int side, std::size_t feature) {
  constexpr int kMiddle = 20;
  Eigen::VectorXd values(kLevels);
  std::vector<Square> squares;
  for (int level = 0; level < kLevels; ++level) {
    Square square;
    square.fill(kMiddle);
    square[feature] = level;
    squares.push_back(square);
    values[level] = ValueOf(feature, level);
  }
  Net::Workspace workspace;
  return RSquared(values, net.Encode(Inputs(squares, side), workspace).transpose().cast<double>());
}

}  // namespace hadamard_ntk::experiments::visual_analogy
