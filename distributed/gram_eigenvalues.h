/// All eigenvalues of a Gram matrix on many ranks: K is stored, made tridiagonal and diagonal by ScaLAPACK's pdsyev,
/// for n up to some 2*10^4.
///
/// Error: some n eps |K|, absolute; 4/3 n^3 flops, half of them as fast as memory is.  Memory: 8 n^2 bytes over all
/// ranks.  The bits depend on the number of ranks.
#ifndef HADAMARD_NTK_DISTRIBUTED_GRAM_EIGENVALUES_H_
#define HADAMARD_NTK_DISTRIBUTED_GRAM_EIGENVALUES_H_

#include <Eigen/Core>
#include <cstddef>

#include "distributed/block_cyclic.h"
#include "distributed/gram_product.h"

namespace hadamard_ntk::distributed {

/// Of K + ridge I, from the largest on, on all ranks.  Together.  Throws std::runtime_error if pdsyev does not
/// converge, what BlockCyclic and the kernel throw.
Eigen::VectorXd ComputeGramEigenvalues(const GramProduct& matrix);

/// That n samples take on a rank.
double GramEigenvaluesBytes(int ranks, std::ptrdiff_t n);

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_GRAM_EIGENVALUES_H_
