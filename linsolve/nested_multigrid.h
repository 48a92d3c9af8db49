/// A multigrid V-cycle for a sparse symmetric positive definite matrix, over prolongations that are given: the nested
/// spaces of a refined triangulation, say.
///
///   A_J = A,  A_{j-1} = P_j^T A_j P_j (Galerkin),  the prolongations P_1, ..., P_J of full rank, the finest last
///   cycle on level j > 0, from x = 0 for the residual r: `sweeps` Gauss-Seidel sweeps forwards, x += P_j (cycle on
///   level j - 1 of P_j^T (r - A_j x)), `sweeps` backwards;  on level 0 a Cholesky factorisation
///
/// B r, the cycle from x = 0, is linear, symmetric and positive definite, and 0 < eigenvalues of B A <= 1: I - B A is
/// T*T in the inner product of A, T half a cycle [XuZik2002].  So it preconditions conjugate gradients.
/// Cost of a cycle: (2 sweeps + 2) products with A, a third of that again on all coarser levels if each has a quarter
/// of the unknowns.  Sweeps are sequential; the result does not depend on the number of threads. Throws
/// std::invalid_argument for shapes that do not fit, entries that are not finite, sweeps < 1, and a residual of another
/// size; std::domain_error naming the level where A_j has a diagonal entry that is not positive, or A_0 no Cholesky
/// factorisation.  That A is symmetric is not checked.
#ifndef HADAMARD_NTK_LINSOLVE_NESTED_MULTIGRID_H_
#define HADAMARD_NTK_LINSOLVE_NESTED_MULTIGRID_H_

#include <Eigen/SparseCholesky>
#include <memory>
#include <vector>

#include "linalg/vector_flags.h"
#include "linsolve/sparse_matrix.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

class NestedMultigrid {
 public:
  NestedMultigrid(SparseMatrix a, const std::vector<SparseMatrix>& prolongations, int sweeps = 1);

  Eigen::Index size() const { return levels_.back().a.rows(); }
  int levels() const { return static_cast<int>(levels_.size()); }
  /// A_J.
  const SparseMatrix& matrix() const { return levels_.back().a; }

  /// B r.
  Eigen::VectorXd operator()(const Eigen::VectorXd& r) const;

 private:
  struct Level {
    SparseMatrix a;
    SparseMatrix prolongation = {}, restriction = {};  // from and to the level below
    Eigen::VectorXd inverse_diagonal = {};
  };
  void Sweep(const Level& level, const Eigen::VectorXd& r, bool forwards, Eigen::VectorXd& x) const;
  Eigen::VectorXd Cycle(int level, const Eigen::VectorXd& r) const;

  int sweeps_;
  std::vector<Level> levels_;
  std::shared_ptr<const Eigen::SimplicialLLT<Eigen::SparseMatrix<double>>> coarsest_;
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_NESTED_MULTIGRID_H_
