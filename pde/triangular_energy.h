/// E(u) = int L(u, grad u) - f u on a triangulation, u = 0 on its boundary or free there, for any density L(y, z) =
/// Phi(|z|^2) + V(y) (pde/energy.h), P1 with lumped masses (pde/triangular_elements.h):
///
///   E(u)     = sum_T |T| Phi(|grad u|_T^2) + sum_i m_i (V(u_i) - V(0) - f_i u_i)
///   DE(u)_i  = sum_T |T| stress grad u . grad phi_i + m_i (V'(u_i) - f_i)
///   D^2E(u)  = sum_T |T| (stress grad phi_i . grad phi_j + 2 stress_rate (grad u . grad phi_i)(grad u . grad phi_j))
///              + diag(m_i V''(u_i))
/// stress, stress_rate at |grad u|_T^2: of this discrete E they are the exact derivatives.
///
/// Precondition is any symmetric positive definite B ~ (diag(m) + K)^{-1}; with eigenvalues of B (diag(m) + K) at most
/// `upper`, D^2 E <= LargestCurvature times B^{-1}.
/// Sums run in an order that does not depend on the number of threads.  Throws std::invalid_argument for an f that is
/// not finite or of another size, and u of another size.
#ifndef HADAMARD_NTK_PDE_TRIANGULAR_ENERGY_H_
#define HADAMARD_NTK_PDE_TRIANGULAR_ENERGY_H_

#include <Eigen/Core>
#include <algorithm>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "linalg/vector_flags.h"
#include "linsolve/nested_multigrid.h"
#include "linsolve/sparse_matrix.h"
#include "pde/energy.h"
#include "pde/newton_krylov.h"
#include "pde/triangular_elements.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

template <EnergyDensity L>
class TriangularEnergy {
 public:
  using Element = TriangularElements::Element;
  using Corner = TriangularElements::Corner;

  /// f by its values at the unknowns.  The elements must outlive the energy.
  TriangularEnergy(const TriangularElements& elements, L density, Eigen::VectorXd f, LinearMap precondition,
                   double upper = 1)
      : elements_(&elements),
        density_(density),
        f_(std::move(f)),
        precondition_(std::move(precondition)),
        upper_(upper) {
    CheckSize("f", f_);
    if (!f_.allFinite()) throw std::invalid_argument("TriangularEnergy: f is not finite");
  }

  const TriangularElements& elements() const { return *elements_; }

  double Value(const Eigen::VectorXd& u) const {
    CheckSize("u", u);
    const std::vector<Element>& elements = elements_->elements();
    const double of_gradient = BlockwiseSum(static_cast<int>(elements.size()), [&](int t) {
      return elements[t].area * density_.Gradient(elements_->Gradient(elements[t], u).squaredNorm()).value;
    });
    const double at_zero = density_.Potential(0).value;
    return of_gradient + BlockwiseSum(static_cast<int>(u.size()), [&](int i) {
             return elements_->masses()[i] * (density_.Potential(u[i]).value - at_zero - f_[i] * u[i]);
           });
  }

  Eigen::VectorXd Derivative(const Eigen::VectorXd& u) const {
    CheckSize("u", u);
    const std::vector<Element>& elements = elements_->elements();
    std::vector<Point> flux(elements.size());
    TriangularElements::ForEach(static_cast<int>(elements.size()), [&](int t) {
      const Point z = elements_->Gradient(elements[t], u);
      flux[t] = elements[t].area * density_.Gradient(z.squaredNorm()).stress * z;
    });
    Eigen::VectorXd derivative(u.size());
    TriangularElements::ForEach(static_cast<int>(u.size()), [&](int i) {
      double sum = elements_->masses()[i] * (density_.Potential(u[i]).first - f_[i]);
      for (const Corner& c : elements_->corners(i)) sum += flux[c.element].dot(elements[c.element].gradient[c.corner]);
      derivative[i] = sum;
    });
    return derivative;
  }

  /// D^2E(u).
  linsolve::SparseMatrix Hessian(const Eigen::VectorXd& u) const {
    CheckSize("u", u);
    linsolve::SparseMatrix hessian = elements_->stiffness();
    hessian.coeffs().setZero();
    TriangularElements::ForEach(static_cast<int>(u.size()), [&](int i) {
      for (const Corner& c : elements_->corners(i)) {
        const Element& element = elements_->elements()[c.element];
        const Point z = elements_->Gradient(element, u), own = element.gradient[c.corner];
        const GradientTerms terms = density_.Gradient(z.squaredNorm());
        for (int k = 0; k < 3; ++k) {
          const int j = element.unknown[k];
          if (j < 0) continue;
          const Point other = element.gradient[k];
          double entry =
              element.area * (terms.stress * own.dot(other) + 2 * terms.stress_rate * (z.dot(own) * z.dot(other)));
          if (j == i) entry += element.area / 3 * density_.Potential(u[i]).second;
          hessian.valuePtr()[c.entry[k]] += entry;
        }
      }
    });
    return hessian;
  }

  Eigen::VectorXd Precondition(const Eigen::VectorXd& load) const { return precondition_(load); }

  double LargestCurvature(Range of_u) const { return upper_ * pde::LargestCurvature(density_, of_u); }

 private:
  template <class F>
  static double BlockwiseSum(int count, const F& f) {
    constexpr int kBlock = 512;
    Eigen::VectorXd parts((count + kBlock - 1) / kBlock);
    TriangularElements::ForEach(
        static_cast<int>(parts.size()),
        [&](int block) {
          double sum = 0;
          for (int i = block * kBlock; i < std::min(count, (block + 1) * kBlock); ++i) sum += f(i);
          parts[block] = sum;
        },
        8);
    return parts.sum();
  }

  void CheckSize(const char* what, const Eigen::VectorXd& v) const {
    if (v.size() == elements_->unknowns()) return;
    throw std::invalid_argument("TriangularEnergy: " + std::string(what) + " has " + std::to_string(v.size()) +
                                " entries, the triangulation " + std::to_string(elements_->unknowns()) + " unknowns");
  }

  const TriangularElements* elements_;
  L density_;
  Eigen::VectorXd f_;
  LinearMap precondition_;
  double upper_;
};

/// For Newton's method: D^2E(u), and one multigrid cycle of it.  A cycle is as good as the triangles are round: for
/// diag(m) + K in the place of D^2E its eigenvalues are in [.61, 1] on square, annulus and L-shape at every refinement
/// up to the fifth (L-shape: sixth; its corner costs a little more at each, .582 remain at the ninth); with angles of
/// 146 degrees they begin at .20, .17, .15 after 3, 4, 5 refinements (triangular_energy_test).
template <EnergyDensity L>
Linearisation MultigridLinearisation(const TriangularEnergy<L>& energy,
                                     const std::vector<linsolve::SparseMatrix>& prolongations,
                                     const Eigen::VectorXd& u) {
  const auto cycle = std::make_shared<const linsolve::NestedMultigrid>(energy.Hessian(u), prolongations);
  return {[cycle](const Eigen::VectorXd& v) { return linsolve::Product(cycle->matrix(), v); },
          [cycle](const Eigen::VectorXd& v) { return (*cycle)(v); }};
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_TRIANGULAR_ENERGY_H_
