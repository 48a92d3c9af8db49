/// Right-hand sides of the Poisson operator (pressure_poisson.h), in its range and of norm 1, from random numbers that
/// the caller draws.
///
///   Mixture  b ~ sum_j c_j q_j over eigenvectors or Ritz vectors of the box without solids, those with value < 1e-8
///            left out; of the n others, ascending, the first n/2 + n/20 have c_j = 9 g_j, the rest c_j = g_j
///            [KanEtAl2022, and the authors' code, which has 500 for n/20 of n = 10000]
///   Smooth   b ~ sum_k g_k prod_axis cos(pi k_axis (x_axis + 1/2) / n_axis) over 0 <= k_axis <= 3, k != 0
///   Jet      b ~ div u, u the velocity exp(-|x - p|^2 / (2 s^2)) e_axis on the faces between fluid cells, 0 on all
///            others: a puff at p, of width s cells
/// Smooth and Jet are 0 where there is no fluid and have their means removed.
///
/// Throws std::invalid_argument for a wrong number of g, a position, axis or width out of range, or where nothing is
/// left (norm 0).
#ifndef HADAMARD_NTK_LINSOLVE_RIGHT_HAND_SIDES_H_
#define HADAMARD_NTK_LINSOLVE_RIGHT_HAND_SIDES_H_

#include <Eigen/Core>
#include <array>

#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

/// c, for ascending values and as many g.
Eigen::VectorXd MixtureFactors(const Eigen::VectorXd& values, const Eigen::VectorXd& normals);

/// b over its norm.
GridFunction<double> Normalised(GridFunction<double> b);

/// Basis has values(), ascending, and Sum(factors): CosineBasis, or Lanczos of the operator.
template <class Basis>
GridFunction<double> MixtureRightHandSide(const Basis& basis, const Eigen::VectorXd& normals) {
  return Normalised(basis.Sum(MixtureFactors(basis.values(), normals)));
}

/// 4^dimension - 1.
Index SmoothNormals(const Grid& grid);
GridFunction<double> SmoothRightHandSide(const GridMask& mask, const Eigen::VectorXd& normals);

struct Jet {
  std::array<double, 3> at = {0.5, 0.5, 0.5};  ///< p, as parts of the extents, in [0, 1]
  int axis = 0;
  double width = 2;  ///< s, > 0
};
GridFunction<double> JetRightHandSide(const GridMask& mask, const Jet& jet);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_RIGHT_HAND_SIDES_H_
