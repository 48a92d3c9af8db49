/// f(Z) = K(Z, X) C on many ranks, of a C that lies there in rows (regression.h): every rank adds the products of its
/// own blocks of X, along the tree of row_blocks.h, so that the bits are the same on any number of ranks.
#ifndef HADAMARD_NTK_DISTRIBUTED_PREDICTION_H_
#define HADAMARD_NTK_DISTRIBUTED_PREDICTION_H_

#include <Eigen/Core>
#include <cstddef>
#include <functional>

#include "distributed/block_kernel.h"
#include "distributed/row_blocks.h"

namespace hadamard_ntk::distributed {

/// This rank's rows of f(Z), Z in the blocks z_rows; c are its rows of C, in the blocks `rows`.  read_z(first, z)
/// writes rows first, ... of Z; every rank reads all of them, a block at a time.  Together.  Throws
/// std::invalid_argument for another C; what read_z and the kernel throw.
Rows Predict(const RowBlocks& rows, const BlockKernel& kernel, const Eigen::Ref<const Rows>& c, const RowBlocks& z_rows,
             const std::function<void(std::ptrdiff_t first, Eigen::Ref<Rows> z)>& read_z);

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_PREDICTION_H_
