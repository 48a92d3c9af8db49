/// The loop of strip_product.h and packed_product.h: some columns of a product of strips, their sums in registers.
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

/// c[j * R + i] += (kMinus: -=) sum_k a[k * R + i] b[k * R + j] for i < registers * kLanes<T> and j < 4; R the rows of
/// a strip.
template <Sign sign, int registers, class T>
inline void AddFourColumns(const T* a, const T* b, std::ptrdiff_t depth, T* c) {
  constexpr int kRows = kStripRegisters * kLanes<T>;
  Lane<T> sum[4][registers];
#pragma GCC unroll 4
  for (int j = 0; j < 4; ++j) {
#pragma GCC unroll 4
    for (int l = 0; l < registers; ++l) sum[j][l] = Load(c + j * kRows + l * kLanes<T>);
  }
  for (std::ptrdiff_t k = 0; k < depth; ++k) {
    Lane<T> row[registers];
#pragma GCC unroll 4
    for (int l = 0; l < registers; ++l) row[l] = InRegister(Load(a + k * kRows + l * kLanes<T>));
#pragma GCC unroll 4
    for (int j = 0; j < 4; ++j) {
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
#pragma GCC unroll 4
  for (int j = 0; j < 4; ++j) {
#pragma GCC unroll 4
    for (int l = 0; l < registers; ++l) Store<T>(sum[j][l], c + j * kRows + l * kLanes<T>);
  }
}

/// The same for `columns` of them, a multiple of 4; 64 k's at a time, whose part of a stays in the first cache.
template <Sign sign, int registers, class T>
void AddColumns(const T* a, const T* b, std::ptrdiff_t depth, int columns, T* c) {
  constexpr int kRows = kStripRegisters * kLanes<T>;
  constexpr std::ptrdiff_t kDepth = 64;
  for (std::ptrdiff_t k = 0; k < depth; k += kDepth) {
    for (int j = 0; j < columns; j += 4) {
      AddFourColumns<sign, registers>(a + k * kRows, b + k * kRows + j, std::min(kDepth, depth - k), c + j * kRows);
    }
  }
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_STRIP_KERNEL_H_
