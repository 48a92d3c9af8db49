/// The eigenvectors of the Poisson operator A of a box without solids (pressure_poisson.h), all of them:
///   q_k(x) = prod_axis c_axis cos(pi k_axis (x_axis + 1/2) / n_axis),   |q_k| = 1,   0 <= k_axis < n_axis,
///   A q_k = lambda_k q_k,   lambda_k = sum_axis (2 sin(pi k_axis / (2 n_axis)))^2,
/// in ascending order of lambda, modes of equal lambda in that of cells, q_0 the constant.  Coefficients and sums are
/// cosine transforms (trigonometric_transforms.h), with its error times |b|; so A^+ b costs O(N log N): what an
/// iteration on a box has to be compared with.
#ifndef HADAMARD_NTK_LINSOLVE_COSINE_BASIS_H_
#define HADAMARD_NTK_LINSOLVE_COSINE_BASIS_H_

#include <Eigen/Core>
#include <vector>

#include "linsolve/grid.h"
#include "linsolve/grid_function.h"
#include "linsolve/trigonometric_transforms.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

class CosineBasis {
 public:
  explicit CosineBasis(const Grid& grid);

  const Grid& grid() const { return grid_; }
  /// lambda, ascending; the first is 0.
  const Eigen::VectorXd& values() const { return values_; }
  /// sum_i factors_i q_i.  Throws std::invalid_argument for another number of them.
  GridFunction<double> Sum(const Eigen::VectorXd& factors) const;
  /// q_i.b; so does this for a function on another grid.
  Eigen::VectorXd Coefficients(const GridFunction<double>& b) const;
  /// A^+ b.
  GridFunction<double> Solve(const GridFunction<double>& b) const;

 private:
  Grid grid_;
  SeriesTransform transform_;
  Eigen::VectorXd values_, norms_;  // of the transform's cosines, in the order of values_
  std::vector<Index> places_;       // in the transform
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_COSINE_BASIS_H_
