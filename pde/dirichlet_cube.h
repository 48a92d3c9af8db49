/// Functions on the unit square or cube, d = 2, 3, that vanish on its boundary, by their values at the inner points
/// x = h (j_1, ..., j_d), h = 1/n, j = 1, ..., n - 1, the last index fastest:
///
///   K  h^{d-2} times the stencil of 2 d neighbours: u^T K u = sum over edges of h^d (difference / h)^2
///   M  h^d
/// In the plane these are TriangularElements' on UnitSquare(n), transposed, which neither K nor M feels.
///
/// Inverse() is (mass M + K)^{-1} by sines (DST-I), exact to rounding: relative error <= 100 eps (1 + log2 n)
/// (dirichlet_cube_test).  Cost O(n^d log n).
/// Throws std::invalid_argument unless d = 2 or 3, 2 <= n, (n - 1)^d <= 2^27, mass >= 0 and finite, or for a vector of
/// another size.
#ifndef HADAMARD_NTK_PDE_DIRICHLET_CUBE_H_
#define HADAMARD_NTK_PDE_DIRICHLET_CUBE_H_

#include <Eigen/Core>

#include "linalg/vector_flags.h"
#include "linsolve/trigonometric_transforms.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

class DirichletCube {
 public:
  DirichletCube(int dimension, int n, double mass = 1);

  int dimension() const { return dimension_; }
  int n() const { return n_; }
  double mass() const { return mass_; }
  double step() const { return 1.0 / n_; }
  Eigen::Index unknowns() const { return inverse_symbol_.size(); }
  /// h^d.
  double cell() const { return cell_; }
  /// Of K relative to M, the least eigenvalue: d (2 n sin(pi / 2n))^2, below d pi^2 by its share pi^2 h^2 / 12.
  double LeastEigenvalue() const;

  /// K u.
  Eigen::VectorXd Stiffness(const Eigen::VectorXd& u) const;
  /// (mass M + K)^{-1} r.
  Eigen::VectorXd Inverse(const Eigen::VectorXd& r) const;

  /// f(x) at the inner points, x with d coordinates.
  template <class F>
  Eigen::VectorXd Interpolate(const F& f) const {
    Eigen::VectorXd values(unknowns());
    Eigen::VectorXi j = Eigen::VectorXi::Ones(dimension_);
    for (Eigen::Index i = 0; i < values.size(); ++i) {
      values[i] = f(Eigen::VectorXd(j.cast<double>() / n_));
      for (int axis = dimension_ - 1; axis >= 0 && ++j[axis] == n_; --axis) j[axis] = 1;
    }
    return values;
  }

 private:
  void CheckSize(const char* function, const Eigen::VectorXd& v) const;

  int dimension_, n_;
  double mass_, cell_;
  linsolve::SeriesTransform sines_;
  Eigen::VectorXd inverse_symbol_;
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_DIRICHLET_CUBE_H_
