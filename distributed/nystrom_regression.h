/// Kernel regression on m of the n samples, the centres: f = sum_j A_j K(z_j, .) with
///   (K_nm^T K_nm + ridge K_mm) A = K_nm^T Y,
/// the least |Y - K_nm A|^2 + ridge <A, K_mm A>: n m values of K for a product, where K itself is too much.  With all
/// samples as centres it is (K + ridge I)^-1 Y.
///
/// Conjugate gradients, every output with steps of its own, with Falkon's preconditioner [RudEtAl2017]: for centres
/// drawn at random K_nm^T K_nm is about (n / m) K_mm^2.  With K_mm = T^T T and (n / m) T T^T + ridge I = R^T R it is
/// (R T)^-1 (R T)^-T.  Where rounding leaves K_mm indefinite, m eps of its mean diagonal entry, and 4 times that, ...,
/// is added, in the preconditioner alone.  It ends when |K_nm^T (Y - K_nm A) - ridge K_mm A| <= tolerance |K_nm^T Y|
/// for every output, computed anew.
///
/// Every rank has all of A, K_mm and the preconditioner: memory Bytes(); m^2 outputs flops an iteration, and m^3 once,
/// on each.  The bits are the same on any number of ranks, of one kind of processor: every rank computes the same from
/// the same, and ends by it.
#ifndef HADAMARD_NTK_DISTRIBUTED_NYSTROM_REGRESSION_H_
#define HADAMARD_NTK_DISTRIBUTED_NYSTROM_REGRESSION_H_

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "distributed/block_kernel.h"
#include "distributed/row_blocks.h"

namespace hadamard_ntk::distributed {

struct NystromOptions {
  double ridge = 0;
  double tolerance = 1e-6;
  int max_iterations = 1000;
};

struct NystromSolution {
  Eigen::MatrixXd centres;       ///< Z, m x d
  Eigen::MatrixXd coefficients;  ///< A, m x outputs
  double relative_residual;      ///< the largest over the outputs
  int iterations;
};

/// m of the rows 0, ..., n - 1, each set as likely as any other, rising.  Throws std::invalid_argument unless 1 <= m <=
/// n.
std::vector<std::ptrdiff_t> DrawCentres(std::ptrdiff_t n, std::ptrdiff_t m, std::uint64_t seed = 1);

/// Y: this rank's rows.  The same on all ranks; together.  Throws std::invalid_argument for other rows, no outputs, an
/// entry that is not finite, a ridge < 0, a tolerance out of (0, 1); std::domain_error for a K_mm that is not positive
/// semi-definite or is 0; linalg::NotConverged; what the kernel throws.
NystromSolution SolveNystrom(const RowBlocks& rows, const BlockKernel& kernel,
                             const std::vector<std::ptrdiff_t>& centres, const Eigen::Ref<const Rows>& y,
                             const NystromOptions& options = {});

/// This rank's rows of f(Z) in blocks; read_z(first, z) writes its rows of Z, a block at a time.  Together.  Throws
/// what read_z and the kernel throw.
Rows PredictNystrom(const BlockKernel& kernel, const NystromSolution& solution, const RowBlocks& z_rows,
                    const std::function<void(std::ptrdiff_t first, Eigen::Ref<Rows> z)>& read_z);

/// That it takes on a rank with so many threads, for samples of so many columns.
double NystromBytes(const RowBlocks& rows, std::ptrdiff_t columns, std::ptrdiff_t centres, std::ptrdiff_t outputs,
                    int threads);

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_NYSTROM_REGRESSION_H_
