/// The loop of strip_product.h, strip_square.h and packed_product.h: some columns of a product of strips, their sums in
/// registers.
#ifndef HADAMARD_NTK_LINALG_STRIP_KERNEL_H_
#define HADAMARD_NTK_LINALG_STRIP_KERNEL_H_

#include <algorithm>
#include <cstddef>

#include "linalg/in_register.h"
#include "linalg/lanes.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

/// Of a strip's rows.
inline constexpr int kStripRegisters = 4;

enum class Sign { kPlus, kMinus };

/// c[j * R + i] += (kMinus: -=) sum_k a[k * R + i] b[k * R + j] for i < registers * kLanes<T> and j < columns, R the
/// rows of a strip; at most 16 sums.
template <Sign sign, int columns, int registers, class T>
inline void AddSums(const T* a, const T* b, std::ptrdiff_t depth, T* c) {
  constexpr int kRows = kStripRegisters * kLanes<T>;
  Lane<T> sum[columns][registers];
#pragma GCC unroll 8
  for (int j = 0; j < columns; ++j) {
#pragma GCC unroll 4
    for (int l = 0; l < registers; ++l) sum[j][l] = Load(c + j * kRows + l * kLanes<T>);
  }
  for (std::ptrdiff_t k = 0; k < depth; ++k) {
    Lane<T> row[registers];
#pragma GCC unroll 4
    for (int l = 0; l < registers; ++l) row[l] = InRegister(Load(a + k * kRows + l * kLanes<T>));
#pragma GCC unroll 8
    for (int j = 0; j < columns; ++j) {
      const T column = b[k * kRows + j];
#pragma GCC unroll 4
      for (int l = 0; l < registers; ++l) {
        if constexpr (sign == Sign::kPlus) {
          sum[j][l] += row[l] * column;
        } else {
          sum[j][l] -= row[l] * column;
        }
      }
    }
  }
#pragma GCC unroll 8
  for (int j = 0; j < columns; ++j) {
#pragma GCC unroll 4
    for (int l = 0; l < registers; ++l) Store<T>(sum[j][l], c + j * kRows + l * kLanes<T>);
  }
}

/// So many k's at a time: their part of a strip stays in the first cache.
inline constexpr std::ptrdiff_t kStripDepth = 64;

/// The same for any multiple of 4 columns.
template <Sign sign, int registers, class T>
void AddColumns(const T* a, const T* b, std::ptrdiff_t depth, int columns, T* c) {
  constexpr int kRows = kStripRegisters * kLanes<T>;
  for (std::ptrdiff_t k = 0; k < depth; k += kStripDepth) {
    for (int j = 0; j < columns; j += 4) {
      AddSums<sign, 4, registers>(a + k * kRows, b + k * kRows + j, std::min(kStripDepth, depth - k), c + j * kRows);
    }
  }
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_STRIP_KERNEL_H_
