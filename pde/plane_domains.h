/// Plane domains, coarsely triangulated, to be refined (refinement.h).
#ifndef HADAMARD_NTK_PDE_PLANE_DOMAINS_H_
#define HADAMARD_NTK_PDE_PLANE_DOMAINS_H_

#include "pde/refinement.h"
#include "pde/triangulation.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

struct PlaneDomain {
  Triangulation coarse;
  EdgeMiddle middle = {};
};

/// (0, 1)^2 as n x n squares, each cut by its diagonal from lower left to upper right.  Node (i/n, j/n) is number
/// j (n + 1) + i.  Refined, it is UnitSquare(2 n) with other numbers.  Throws std::invalid_argument unless
/// 1 <= n <= 8192.
Triangulation UnitSquare(int n, Boundary boundary = Boundary::kZero);
/// How often n can be halved until it is odd or 2: UnitSquare(n >> Halvings(n)) refined so often is UnitSquare(n).
int Halvings(int n);

/// (-1, 1)^2 without [0, 1) x (-1, 0], six triangles.
PlaneDomain LShape();
/// The least eigenvalue of -Laplace on it [TreBet2006].
inline constexpr double kLShapeEigenvalue = 9.6397238440219;

/// inner < |x| < outer: `sectors` times rings of quadrilaterals, about as long as wide, each cut in two; the radii are
/// geometric, inner (outer / inner)^{j / rings}, rings = max(1, round(log(outer / inner) / log(1 + 2 pi / sectors))).
/// An edge's middle has the geometric mean of its ends' radii and their mean direction, so refined meshes are of the
/// same kind, with twice the sectors and rings.
/// Throws std::invalid_argument unless sectors >= 3 and 0 < inner < outer cos(pi / sectors), both finite: else outer
/// chords would cut the hole.
PlaneDomain Annulus(double inner, double outer, int sectors = 8);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_PLANE_DOMAINS_H_
