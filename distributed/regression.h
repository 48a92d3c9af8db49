/// Kernel regression on many ranks: C with (K + ridge I) C = Y for all outputs at once, by PETSc's conjugate gradients
/// [HesSti1952] on I (x) (K + ridge I): the outputs are one vector (row_vector.h), each scaled to norm 1, so that a
/// value of K is made once an iteration for all of them.  Their steps are common: an iteration is that of the worst.
///
/// It ends when |Y_o - (K + ridge I) C_o| <= tolerance |Y_o| for every output o (one of zeros counts as solved): the
/// residuals that the iteration carries along, when all are half of that, are computed anew, and it starts again from
/// there if one is larger.  Y and C are this rank's rows.  Rows of X that are repeated are not merged, as SolveKernel
/// (ntk/kernel_solver.h) merges them: with ridge = 0 they make K singular.
///
/// It can go on from where it was: from C and the step that led there, which is along the last direction.  The first
/// new direction is made conjugate to it, as it would have been, at the cost of one product.
///
/// With ordered inner products the bits are the same on any number of ranks, if those of the preconditioner are.
#ifndef HADAMARD_NTK_DISTRIBUTED_REGRESSION_H_
#define HADAMARD_NTK_DISTRIBUTED_REGRESSION_H_

#include <Eigen/Core>
#include <functional>

#include "distributed/gram_product.h"
#include "distributed/row_blocks.h"
#include "distributed/row_vector.h"

namespace hadamard_ntk::distributed {

struct RegressionOptions {
  double tolerance = 1e-6;
  int max_iterations = 1000;
  InnerProducts products = InnerProducts::kOrdered;
  Rows start = {};     ///< a state to go on from; empty: from 0
  int keep_every = 0;  ///< iterations after which `keep` is called, on all ranks; 0: never
  /// Gets this rank's rows of the state: C so far and the step that led there (or 0), side by side.
  std::function<void(const Rows& state, int iterations)> keep = {};
};

struct RegressionSolution {
  Rows coefficients;                  ///< this rank's rows of C
  Eigen::VectorXd relative_residual;  ///< of every output, computed anew
  int iterations;
};

/// Together, with PETSc begun (PetscSession).  `precondition`, if any, maps this rank's rows of a residual to those of
/// about (K + ridge I)^-1 of it: symmetric, positive definite.
/// Throws std::invalid_argument for other rows, no outputs, another start, an entry that is not finite or whose
/// square is not, a tolerance out of (0, 1);
/// linalg::NotConverged, naming the worst output and its residual, after max_iterations and where a start anew does
/// not halve it; what the kernel throws.
RegressionSolution SolveRegression(const GramProduct& matrix, const Eigen::Ref<const Rows>& y,
                                   const RowMap& precondition = {}, const RegressionOptions& options = {});

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_REGRESSION_H_
