/// The largest eigenvalues of a Gram matrix on many ranks, with their multiplicities right.
///
/// Krylov-Schur [Stewart2002], of SLEPc, sees one direction of each eigenspace, that of its first vector, and what
/// rounding adds; of a multiple eigenvalue it returns fewer copies than there are, all with small residuals. So it runs
/// again on the orthogonal complement of the `count` best that were found, and again, until the largest eigenvalue
/// there is none of the `count` largest: a Krylov space of a random vector misses no eigenvalue, only copies. A
/// multiplicity m takes at most m runs, and one.
///
/// Eigenvalues and vectors are of K + ridge I, the matrix of the product. Their bits may depend on the number of ranks.
/// Error of an eigenvalue: tolerance, relative, as far as the residuals that are returned tell.
#ifndef HADAMARD_NTK_DISTRIBUTED_LEADING_EIGENVALUES_H_
#define HADAMARD_NTK_DISTRIBUTED_LEADING_EIGENVALUES_H_

#include <Eigen/Core>
#include <cstdint>

#include "distributed/gram_product.h"
#include "distributed/row_blocks.h"

namespace hadamard_ntk::distributed {

/// SLEPc while it lives; on all ranks, within a PetscSession.
class SlepcSession {
 public:
  SlepcSession();
  ~SlepcSession();
  SlepcSession(const SlepcSession&) = delete;
  SlepcSession& operator=(const SlepcSession&) = delete;
};

struct LeadingEigenvaluesOptions {
  double tolerance = 1e-10;   ///< on |A v - lambda v| / lambda, |v| = 1
  int max_iterations = 1000;  ///< restarts of one run
  int max_runs = 1000;        ///< 1: Krylov-Schur alone, which loses copies
};

struct LeadingEigenvalues {
  Eigen::VectorXd values;             ///< from the largest on
  Rows vectors;                       ///< this rank's rows, a column for a value
  Eigen::VectorXd relative_residual;  ///< computed anew
  int runs;
  std::int64_t products;  ///< passes over the kernel, the last one for the residuals
};

/// Together.  Throws std::invalid_argument for a count that is not in [1, n] or a tolerance out of (0, 1);
/// linalg::NotConverged if a run finds less than was asked of it; what the kernel throws.
LeadingEigenvalues ComputeLeadingEigenvalues(const GramProduct& matrix, Eigen::Index count,
                                             const LeadingEigenvaluesOptions& options = {});

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_LEADING_EIGENVALUES_H_
