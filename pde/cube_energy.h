/// E(u) = int |grad u|^2/2 + V(u) - f u on the unit square or cube, u = 0 on its boundary, by the stencil of 2 d
/// neighbours (pde/dirichlet_cube.h):
///   E(u) = u^T K u / 2 + h^d sum_i (V(u_i) - V(0) - f_i u_i),  minimal where -Laplace_h u + V'(u) = f
/// preconditioned by (M + K)^{-1}, what (I - Laplace)^{-1} is there.
///
/// Throws std::invalid_argument for an f that is not finite or of another size, u of another size, and a cube whose
/// inverse has another mass than 1.
#ifndef HADAMARD_NTK_PDE_CUBE_ENERGY_H_
#define HADAMARD_NTK_PDE_CUBE_ENERGY_H_

#include <fmt/format.h>

#include <Eigen/Core>
#include <stdexcept>
#include <string>
#include <utility>

#include "linalg/vector_flags.h"
#include "pde/dirichlet_cube.h"
#include "pde/energy.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

template <class G>
class CubeEnergy {
 public:
  /// f by its values at the inner points.
  CubeEnergy(DirichletCube cube, Density<Laplacian, G> density, Eigen::VectorXd f)
      : cube_(std::move(cube)), density_(density), f_(std::move(f)) {
    if (cube_.mass() != 1) {
      throw std::invalid_argument("CubeEnergy: the cube's mass must be 1, got " + fmt::to_string(cube_.mass()));
    }
    if (f_.size() != cube_.unknowns() || !f_.allFinite()) {
      throw std::invalid_argument("CubeEnergy: f must be finite with " + std::to_string(cube_.unknowns()) +
                                  " entries, got " + std::to_string(f_.size()));
    }
  }

  const DirichletCube& cube() const { return cube_; }

  double Value(const Eigen::VectorXd& u) const {
    const double at_zero = density_.Potential(0).value;
    const Eigen::VectorXd product = cube_.Stiffness(u);
    Eigen::VectorXd potential(u.size());
    for (Eigen::Index i = 0; i < u.size(); ++i) potential[i] = density_.Potential(u[i]).value - at_zero;
    return u.dot(product) / 2 + cube_.cell() * (potential.sum() - f_.dot(u));
  }

  Eigen::VectorXd Derivative(const Eigen::VectorXd& u) const {
    Eigen::VectorXd derivative = cube_.Stiffness(u);
    for (Eigen::Index i = 0; i < u.size(); ++i)
      derivative[i] += cube_.cell() * (density_.Potential(u[i]).first - f_[i]);
    return derivative;
  }

  /// D^2 E(u) v.
  Eigen::VectorXd SecondDerivative(const Eigen::VectorXd& u, const Eigen::VectorXd& v) const {
    Eigen::VectorXd product = cube_.Stiffness(v);
    for (Eigen::Index i = 0; i < u.size(); ++i) product[i] += cube_.cell() * density_.Potential(u[i]).second * v[i];
    return product;
  }

  Eigen::VectorXd Precondition(const Eigen::VectorXd& load) const { return cube_.Inverse(load); }
  double LargestCurvature(Range of_u) const { return pde::LargestCurvature(density_, of_u); }

 private:
  DirichletCube cube_;
  Density<Laplacian, G> density_;
  Eigen::VectorXd f_;
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_CUBE_ENERGY_H_
