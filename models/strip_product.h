/// Products A B^T of tall factors, for Gram matrices: A and B come in strips of 4 vector registers of rows,
///   a[k * kStripRows + i] = A(i, k),   i = 0..kStripRows - 1,  k = 0..depth - 1,
/// laid out as the loops read them, so nothing is packed; a strip's part of 64 k's stays in the first cache.
///   AddStripProduct(a, b, depth, c):   c[j * kStripRows + i] += sum_k A(i, k) B(j, k)
/// Error: rounding of a sum of depth products (conditioned, depth eps |A| |B|^T).
#ifndef HADAMARD_NTK_MODELS_STRIP_PRODUCT_H_
#define HADAMARD_NTK_MODELS_STRIP_PRODUCT_H_

#include "models/lanes.h"
#include "models/matrix.h"

namespace hadamard_ntk::models {

template <class T>
inline constexpr int kStripRows = 4 * kLanes<T>;

template <class T>
void AddStripProduct(const T* a, const T* b, Index depth, T* c);

extern template void AddStripProduct(const float* a, const float* b, Index depth, float* c);
extern template void AddStripProduct(const double* a, const double* b, Index depth, double* c);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_STRIP_PRODUCT_H_
