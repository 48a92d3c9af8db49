/// Sparse matrices stored by rows, and their product with a vector: rows in parallel, each summed in the order of its
/// entries, so that it does not depend on the number of threads.
#ifndef HADAMARD_NTK_LINSOLVE_SPARSE_MATRIX_H_
#define HADAMARD_NTK_LINSOLVE_SPARSE_MATRIX_H_

#include <Eigen/SparseCore>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

using SparseMatrix = Eigen::SparseMatrix<double, Eigen::RowMajor>;

/// A x.  A is compressed.  Throws std::invalid_argument unless x has as many entries as A has columns.
Eigen::VectorXd Product(const SparseMatrix& a, const Eigen::VectorXd& x);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_SPARSE_MATRIX_H_
