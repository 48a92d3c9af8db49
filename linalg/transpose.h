/// The transpose of a square tile: in blocks of one register of rows, whose halves, quarters, ... change places, so
/// that no number moves alone.
///   to[i * n + j] = from[j * n + i],   i, j < n,  n a multiple of kLanes<T>; `from` and `to` apart.
#ifndef HADAMARD_NTK_LINALG_TRANSPOSE_H_
#define HADAMARD_NTK_LINALG_TRANSPOSE_H_

#include <cstddef>
#include <utility>

#include "linalg/lanes.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

namespace transpose_internal {

/// The numbers of a and b at the places without (kHigh: with) the bit h go to first and second places of pairs h apart.
template <class T, int h, bool kHigh, std::size_t... l>
inline Lane<T> Merge(const Lane<T>& a, const Lane<T>& b, std::index_sequence<l...> /*lanes*/) {
  constexpr int kShift = kHigh ? h : 0, kSize = kLanes<T>;
  return __builtin_shufflevector(
      a, b,
      ((static_cast<int>(l) & h) == 0 ? static_cast<int>(l) + kShift : kSize + static_cast<int>(l) - h + kShift)...);
}

template <class T, int h = kLanes<T> / 2>
inline void SwapParts(Lane<T>* rows) {
  if constexpr (h > 0) {
    constexpr auto kSequence = std::make_index_sequence<kLanes<T>>();
#pragma GCC unroll 16
    for (int r = 0; r < kLanes<T>; ++r) {
      if ((r & h) != 0) continue;
      const Lane<T> a = rows[r], b = rows[r + h];
      rows[r] = Merge<T, h, false>(a, b, kSequence);
      rows[r + h] = Merge<T, h, true>(a, b, kSequence);
    }
    SwapParts<T, h / 2>(rows);
  }
}

}  // namespace transpose_internal

/// A block of kLanes<T> x kLanes<T>, rows of either side any distance apart.
template <class T>
inline void TransposeRegisters(const T* from, std::ptrdiff_t from_stride, T* to, std::ptrdiff_t to_stride) {
  constexpr int kSize = kLanes<T>;
  Lane<T> rows[kSize];
#pragma GCC unroll 16
  for (int r = 0; r < kSize; ++r) rows[r] = Load(from + r * from_stride);
  transpose_internal::SwapParts<T>(rows);
#pragma GCC unroll 16
  for (int r = 0; r < kSize; ++r) Store<T>(rows[r], to + r * to_stride);
}

template <int n, class T>
inline void Transpose(const T* from, T* to) {
  constexpr int kSize = kLanes<T>;
  static_assert(n % kSize == 0);
  for (int i = 0; i < n; i += kSize) {
    for (int j = 0; j < n; j += kSize) TransposeRegisters(from + j * n + i, n, to + i * n + j, n);
  }
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_TRANSPOSE_H_
