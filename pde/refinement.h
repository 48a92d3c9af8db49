/// Uniform refinement of a triangulation: every triangle becomes four, by the midpoints of its edges.
///
/// Nodes keep their numbers; the midpoint of edge e is node (number of nodes) + e.  `on_boundary`, if any, moves the
/// midpoints of boundary edges, onto a circle, say; inner nodes stay where they are.
/// The prolongation P of functions that vanish on the boundary, fine unknowns x coarse unknowns: (P v) is v at old
/// nodes and the mean of the ends at midpoints.  Where nothing is moved, P v and v are the same function, so that
/// P^T A_fine P = A_coarse for the matrix A of any form that is integrated exactly; moved or not, P has full rank.
/// Throws what Triangulation throws, if a moved midpoint spoils a triangle.
#ifndef HADAMARD_NTK_PDE_REFINEMENT_H_
#define HADAMARD_NTK_PDE_REFINEMENT_H_

#include <functional>
#include <vector>

#include "linsolve/sparse_matrix.h"
#include "pde/triangulation.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

using BoundaryPlacement = std::function<Point(const Point& midpoint)>;

struct Refinement {
  Triangulation fine;
  linsolve::SparseMatrix prolongation;
};
Refinement Refined(const Triangulation& coarse, const BoundaryPlacement& on_boundary = {});

/// A triangulation refined several times, and the prolongations between those that have unknowns, the finest last.
struct NestedTriangulations {
  Triangulation finest;
  std::vector<linsolve::SparseMatrix> prolongations;
};
/// Throws std::invalid_argument for times < 0.
NestedTriangulations RefinedTimes(int times, Triangulation coarse, const BoundaryPlacement& on_boundary = {});

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_REFINEMENT_H_
