#include "gaussian/gauss_hermite.h"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <cmath>

namespace hadamard_ntk::gaussian::gauss_hermite_internal {

std::vector<double> JacobiEigenvalues(int n) {
  if (n == 1) return {0};
  Eigen::VectorXd beside(n - 1);
  for (int k = 1; k < n; ++k) beside(k - 1) = std::sqrt(k);
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
  solver.computeFromTridiagonal(Eigen::VectorXd::Zero(n), beside, Eigen::EigenvaluesOnly);
  return {solver.eigenvalues().data(), solver.eigenvalues().data() + n};
}

}  // namespace hadamard_ntk::gaussian::gauss_hermite_internal
