/// The Poincare constant of a triangulation: the least C_p with sum_i m_i u_i^2 <= C_p u^T K u for all u
/// (pde/triangular_elements.h), 1 / C_p the lowest eigenvalue of -Laplace there.  By Lanczos on K^-1 diag(m), K
/// factorised; returned is the largest Ritz value plus its error, which is below 1e-10 of it after the 30 steps taken
/// (poincare_constant_test).
#ifndef HADAMARD_NTK_PDE_POINCARE_CONSTANT_H_
#define HADAMARD_NTK_PDE_POINCARE_CONSTANT_H_

#include <Eigen/Core>
#include <algorithm>

#include "linsolve/nested_multigrid.h"
#include "linsolve/spectral_equivalence.h"
#include "pde/triangular_elements.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

inline double PoincareConstant(const TriangularElements& elements) {
  const linsolve::NestedMultigrid inverse(elements.stiffness(), {});  // of one level: exact
  const auto mass = [&](const Eigen::VectorXd& v) { return Eigen::VectorXd(elements.masses().cwiseProduct(v)); };
  const linsolve::SpectralEquivalence of = linsolve::EquivalenceOf(mass, inverse, elements.unknowns(), 30);
  return of.upper + of.upper_error;
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_POINCARE_CONSTANT_H_
