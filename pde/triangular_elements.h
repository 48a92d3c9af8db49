/// Continuous functions that are linear on every triangle (P1) and vanish on the boundary unless it is free, by their
/// values at the unknowns of a triangulation; integrals over triangles by their corners (lumped masses).
///
///   phi_i   the hat function of unknown i;  on a triangle grad u = sum_k u_k grad phi_k
///   m_i     |triangles around i| / 3: int g is taken as sum_i m_i g(x_i), exact for g linear on every triangle
///   K_ij    int grad phi_i . grad phi_j
/// On UnitSquare(n), m_i = h^2 and K is the five-point stencil.  With a free boundary K is singular, K 1 = 0.
///
/// Error of m, K: a few eps relative to the sums of absolute values (triangular_elements_test).  Throws
/// std::invalid_argument for a triangulation without unknowns.
#ifndef HADAMARD_NTK_PDE_TRIANGULAR_ELEMENTS_H_
#define HADAMARD_NTK_PDE_TRIANGULAR_ELEMENTS_H_

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <Eigen/Core>
#include <array>
#include <span>
#include <vector>

#include "linalg/vector_flags.h"
#include "linsolve/sparse_matrix.h"
#include "pde/triangulation.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

class TriangularElements {
 public:
  struct Element {
    std::array<int, 3> unknown;     ///< -1 where functions vanish
    std::array<Point, 3> gradient;  ///< of the corners' hat functions
    double area;
  };
  /// A triangle around an unknown.
  struct Corner {
    int element, corner;
    std::array<int, 3>
        entry;  ///< where the matrix has (unknown, corner k), as an index of its values; -1 where there is none
  };

  explicit TriangularElements(Triangulation mesh);

  const Triangulation& mesh() const { return mesh_; }
  int unknowns() const { return mesh_.unknowns(); }
  const std::vector<Element>& elements() const { return elements_; }
  std::span<const Corner> corners(int unknown) const {
    return {corners_.data() + first_corner_[unknown], corners_.data() + first_corner_[unknown + 1]};
  }

  /// m.
  const Eigen::VectorXd& masses() const { return masses_; }
  /// K; every matrix of these elements has its pattern, with the whole diagonal.
  const linsolve::SparseMatrix& stiffness() const { return stiffness_; }
  /// diag(m) + K, what I - Laplace is here.
  linsolve::SparseMatrix SobolevMatrix() const;

  /// The gradient of the function u on an element.
  Point Gradient(const Element& element, const Eigen::VectorXd& u) const {
    Point z = Point::Zero();
    for (int k = 0; k < 3; ++k) {
      if (element.unknown[k] >= 0) z += u[element.unknown[k]] * element.gradient[k];
    }
    return z;
  }

  /// f at the unknowns' points.
  template <class F>
  Eigen::VectorXd Interpolate(const F& f) const {
    Eigen::VectorXd values(unknowns());
    for (int i = 0; i < unknowns(); ++i) values[i] = f(mesh_.point_of_unknown(i));
    return values;
  }

  /// f(i), i = 0, ..., count - 1, in parallel.
  template <class F>
  static void ForEach(int count, const F& f, int grain = 2048) {
    tbb::parallel_for(tbb::blocked_range<int>(0, count, grain), [&](const tbb::blocked_range<int>& range) {
      for (int i = range.begin(); i < range.end(); ++i) f(i);
    });
  }

 private:
  void MakeElements();
  void MakePattern();

  Triangulation mesh_;
  std::vector<Element> elements_;
  std::vector<Corner> corners_;
  std::vector<int> first_corner_;
  Eigen::VectorXd masses_;
  linsolve::SparseMatrix stiffness_;
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_TRIANGULAR_ELEMENTS_H_
