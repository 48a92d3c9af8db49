/// The problem of torus_solution.h in d = 2 by P1 elements (pde/triangular_energy.h) and Newton's method with
/// multigrid.
///
/// f = 9 cos p + 6 cos q, p = x_1 + x_2, q = x_1 - x_2, is even in p and in q, and so is u*: on the square
/// 0 <= p, q <= pi, an eighth of the torus, it minimises the energy with natural conditions at the boundary.  There are
/// n x n squares there, each cut in two: 2 n^2 cells, (n + 1)^2 unknowns, 8 times as many without the symmetry.
/// Error: |u - u*| ~ n^-2, |grad (u - u*)| ~ n^-1 (deep_ritz_test).  Throws std::invalid_argument for points or a
/// problem not in d = 2.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_TORUS_ELEMENTS_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_TORUS_ELEMENTS_H_

#include <Eigen/Core>

#include "experiments/barron_pdes/torus_solution.h"

namespace hadamard_ntk::experiments::deep_ritz {

class TorusElements {
 public:
  TorusElements(int n, const barron_pdes::TorusSolution& torus);

  int cells() const { return 2 * n_ * n_; }
  int unknowns() const { return (n_ + 1) * (n_ + 1); }
  /// Of lumped masses, per volume.
  double energy() const { return energy_; }
  /// u at the rows of X, n x 2, and its gradients, n x 2.
  Eigen::VectorXd At(const Eigen::MatrixXd& x, Eigen::MatrixXd& gradients) const;

 private:
  int n_;
  double energy_ = 0;
  Eigen::MatrixXd values_;  // at p = pi i/n, q = pi j/n
};

}  // namespace hadamard_ntk::experiments::deep_ritz

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_TORUS_ELEMENTS_H_
