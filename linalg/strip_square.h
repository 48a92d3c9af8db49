/// The lower half of A A^T for a strip A (strip_product.h): what a product with itself leaves out of its work.
///   AddStripSquare(a, depth, c):   AddStripProduct(a, a, depth, c), bit for bit, of the entries from the diagonal's
///                                  register on, i >= j / kLanes * kLanes; the others stay
#ifndef HADAMARD_NTK_LINALG_STRIP_SQUARE_H_
#define HADAMARD_NTK_LINALG_STRIP_SQUARE_H_

#include <cstddef>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

template <class T>
void AddStripSquare(const T* a, std::ptrdiff_t depth, T* c);

extern template void AddStripSquare(const float* a, std::ptrdiff_t depth, float* c);
extern template void AddStripSquare(const double* a, std::ptrdiff_t depth, double* c);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_STRIP_SQUARE_H_
