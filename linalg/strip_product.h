/// Products A B^T of tall factors, for Gram matrices and their factors: A and B come in strips of 4 vector registers of
/// rows,
///   a[k * kStripRows + i] = A(i, k),   i = 0..kStripRows - 1,  k = 0..depth - 1,
/// laid out as the loops read them, so nothing is packed; a strip's part of 64 k's stays in the first cache.
///   AddStripProduct(a, b, depth, c):        c[j * kStripRows + i] += sum_k A(i, k) B(j, k)
///   SubtractStripProduct(a, b, depth, c):   c[j * kStripRows + i] -= sum_k A(i, k) B(j, k)
///   AddStripSquare(a, depth, c):            AddStripProduct(a, a, depth, c), bit for bit, of the entries from the
///                                           diagonal's register on, i >= j / kLanes * kLanes; the others stay
/// Error: rounding of a sum of depth products (conditioned, depth eps |A| |B|^T).
#ifndef HADAMARD_NTK_LINALG_STRIP_PRODUCT_H_
#define HADAMARD_NTK_LINALG_STRIP_PRODUCT_H_

#include <cstddef>

#include "linalg/lanes.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

template <class T>
inline constexpr int kStripRows = 4 * kLanes<T>;

template <class T>
void AddStripProduct(const T* a, const T* b, std::ptrdiff_t depth, T* c);
template <class T>
void SubtractStripProduct(const T* a, const T* b, std::ptrdiff_t depth, T* c);
template <class T>
void AddStripSquare(const T* a, std::ptrdiff_t depth, T* c);

extern template void AddStripProduct(const float* a, const float* b, std::ptrdiff_t depth, float* c);
extern template void AddStripProduct(const double* a, const double* b, std::ptrdiff_t depth, double* c);
extern template void SubtractStripProduct(const float* a, const float* b, std::ptrdiff_t depth, float* c);
extern template void SubtractStripProduct(const double* a, const double* b, std::ptrdiff_t depth, double* c);
extern template void AddStripSquare(const float* a, std::ptrdiff_t depth, float* c);
extern template void AddStripSquare(const double* a, std::ptrdiff_t depth, double* c);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_STRIP_PRODUCT_H_
