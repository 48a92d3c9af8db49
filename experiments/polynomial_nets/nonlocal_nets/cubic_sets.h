/// Sets of P positions, the rows of an (n P) x d matrix, P after P, and a cubic of them.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_CUBIC_SETS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_CUBIC_SETS_H_

#include <Eigen/Core>
#include <cstdint>

namespace hadamard_ntk::experiments::nonlocal_nets {

/// Positions uniform in the ball |x| <= radius; for twice the radius twice the same.
Eigen::MatrixXd RandomSets(int sets, int positions, int d, double radius, std::uint64_t seed, std::uint32_t stream);

/// x_1 of each: n x d.
Eigen::MatrixXd FirstPositions(const Eigen::MatrixXd& sets, Eigen::Index positions);

/// mean_q <x_q, u>^2 <x_1, v>, with two fixed vectors u, v: n.
Eigen::VectorXd CubicLabels(const Eigen::MatrixXd& sets, int positions);

}  // namespace hadamard_ntk::experiments::nonlocal_nets

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_NONLOCAL_NETS_CUBIC_SETS_H_
