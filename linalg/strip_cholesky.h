/// The Cholesky factorisation A = L L^T of a symmetric positive definite matrix in strips, in place, and solutions with
/// it; in float or double.
///
/// Left-looking by panels of 8 strips: a panel is first updated by all columns before it, in pieces that stay in the
/// cache, then factored.  Each block is the work of one task: results are bit-identical for any number of threads.
/// n^3/3 flops, no memory beside A.
/// Error: L L^T = A + E, |E(i, j)| <= (n + 1) eps sqrt(A(i, i) A(j, j)) [Higham2002, thm. 10.3], in practice about
/// sqrt(n) eps of it.
#ifndef HADAMARD_NTK_LINALG_STRIP_CHOLESKY_H_
#define HADAMARD_NTK_LINALG_STRIP_CHOLESKY_H_

#include <cstddef>
#include <functional>

#include "linalg/strip_matrix.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

/// Called with the share of the work done, in [0, 1].
using WorkDone = std::function<void(double)>;

/// Replaces A by L.  Rows that fill up the last strip are set to those of the identity.  Returns -1, or the first pivot
/// that is not positive, in which case the rows before it are those of L, and the others neither A's nor L's.
template <class T>
std::ptrdiff_t FactorizeCholesky(StripMatrix<T>& a, const WorkDone& work_done = {});

/// Replaces V by (L L^T)^{-1} V.  Throws std::invalid_argument for a different size.
template <class T>
void SolveCholesky(const StripMatrix<T>& l, StripVectors<T>& v);

extern template std::ptrdiff_t FactorizeCholesky(StripMatrix<float>&, const WorkDone&);
extern template std::ptrdiff_t FactorizeCholesky(StripMatrix<double>&, const WorkDone&);
extern template void SolveCholesky(const StripMatrix<float>&, StripVectors<float>&);
extern template void SolveCholesky(const StripMatrix<double>&, StripVectors<double>&);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_STRIP_CHOLESKY_H_
