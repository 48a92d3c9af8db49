/// Products of small matrices of any strides, on the calling thread; for the tiles of large ones.
///   PackedProduct(add, alpha, A, B, C):   C = alpha A B, or C + alpha A B where `add`
///   A: rows x depth, B: depth x columns, C: rows x columns, all of T = float or double; C must not overlap A or B
/// A and B are copied into strips (strip_product.h), some k's at a time.  Every entry is the sum over k in order, in
/// one register, whatever the shapes and strides; alpha multiplies the sum. Error: rounding of a sum of depth products
/// (conditioned, depth eps |alpha| |A| |B|). Memory: of the thread, kept: 2 strips of 256 k's and a block for every 128
/// rows and columns.
#ifndef HADAMARD_NTK_LINALG_PACKED_PRODUCT_H_
#define HADAMARD_NTK_LINALG_PACKED_PRODUCT_H_

#include <cstddef>

#include "linalg/lanes.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

/// entry (i, j) = data[i * row_stride + j * column_stride]
template <class T>
struct StridedMatrix {
  T* data;
  std::ptrdiff_t rows, columns, row_stride, column_stride;
};

/// One of Eigen's maps, references, blocks, or transposes of them.
template <class T, class Direct>
StridedMatrix<T> Strided(Direct&& matrix) {
  return {.data = matrix.data(),
          .rows = matrix.rows(),
          .columns = matrix.cols(),
          .row_stride = matrix.rowStride(),
          .column_stride = matrix.colStride()};
}

template <class T>
void PackedProduct(bool add, T alpha, StridedMatrix<const T> a, StridedMatrix<const T> b, StridedMatrix<T> c);

extern template void PackedProduct(bool add, float alpha, StridedMatrix<const float> a, StridedMatrix<const float> b,
                                   StridedMatrix<float> c);
extern template void PackedProduct(bool add, double alpha, StridedMatrix<const double> a, StridedMatrix<const double> b,
                                   StridedMatrix<double> c);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_PACKED_PRODUCT_H_
