/// Uniform refinement of a triangulation: every triangle becomes four, by the middles of its edges.
///
/// Nodes keep their numbers; the middle of edge e is node (number of nodes) + e.  It lies at (a + b)/2, or, for domains
/// that are not polygons, where `middle` says.  Then it has to place the middles of inner edges, too: if nodes of the
/// boundary alone are moved onto a circle, triangles at a hole are flattened, and a multigrid cycle over P loses with
/// every refinement there (triangular_energy_test).
/// The boundary is zero or free as the coarse one's.  The prolongation P, fine unknowns x coarse unknowns: (P v) is v
/// at old nodes and the mean of the ends at middles.  Without `middle`, P v and v are the same function, so that P^T
/// A_fine P = A_coarse for the matrix A of any form that is integrated exactly; with it or not, P has full rank. Throws
/// what Triangulation throws, if a middle spoils a triangle.
#ifndef HADAMARD_NTK_PDE_REFINEMENT_H_
#define HADAMARD_NTK_PDE_REFINEMENT_H_

#include <functional>
#include <vector>

#include "linsolve/sparse_matrix.h"
#include "pde/triangulation.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

using EdgeMiddle = std::function<Point(const Point& a, const Point& b)>;

struct Refinement {
  Triangulation fine;
  linsolve::SparseMatrix prolongation;
};
Refinement Refined(const Triangulation& coarse, const EdgeMiddle& middle = {});

/// A triangulation refined several times, and the prolongations between those that have unknowns, the finest last.
struct NestedTriangulations {
  Triangulation finest;
  std::vector<linsolve::SparseMatrix> prolongations;
};
/// Throws std::invalid_argument for times < 0.
NestedTriangulations RefinedTimes(int times, Triangulation coarse, const EdgeMiddle& middle = {});

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_REFINEMENT_H_
