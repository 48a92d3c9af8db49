#include "linalg/strip_product.h"

#include <algorithm>

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

enum class Sign { kPlus, kMinus };

constexpr std::ptrdiff_t kDepth = 64;

// So many columns of c and registers of rows: their product in sums that stay in registers, 16 of them at most.
template <Sign sign, int columns, int registers, class T>
inline void AddColumns(const T* a, const T* b, std::ptrdiff_t depth, T* c) {
  constexpr int kRows = kStripRows<T>;
  Lane<T> sum[columns][registers];
#pragma GCC unroll 8
  for (int j = 0; j < columns; ++j) {
#pragma GCC unroll 4
    for (int l = 0; l < registers; ++l) sum[j][l] = Load(c + j * kRows + l * kLanes<T>);
  }
  for (std::ptrdiff_t k = 0; k < depth; ++k) {
    Lane<T> row[registers];
#pragma GCC unroll 4
    for (int l = 0; l < registers; ++l) row[l] = Load(a + k * kRows + l * kLanes<T>);
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

template <Sign sign, class T>
void Accumulate(const T* a, const T* b, std::ptrdiff_t depth, T* c) {
  constexpr int kRows = kStripRows<T>;
  for (std::ptrdiff_t k = 0; k < depth; k += kDepth) {
    for (int j = 0; j < kRows; j += 4) {
      AddColumns<sign, 4, 4>(a + k * kRows, b + k * kRows + j, std::min(kDepth, depth - k), c + j * kRows);
    }
  }
}

// The columns whose diagonal is in the first of the last so many registers.
template <int registers, class T>
void AddFromDiagonal(const T* a, std::ptrdiff_t depth, T* c) {
  constexpr int kRows = kStripRows<T>, kFirst = (4 - registers) * kLanes<T>;
  constexpr int kColumns = std::min(registers == 1 ? 8 : 4, kLanes<T>);
  for (int j = kFirst; j < kFirst + kLanes<T>; j += kColumns) {
    AddColumns<Sign::kPlus, kColumns, registers>(a + kFirst, a + j, depth, c + j * kRows + kFirst);
  }
}

}  // namespace

template <class T>
void AddStripProduct(const T* a, const T* b, std::ptrdiff_t depth, T* c) {
  Accumulate<Sign::kPlus>(a, b, depth, c);
}
template <class T>
void SubtractStripProduct(const T* a, const T* b, std::ptrdiff_t depth, T* c) {
  Accumulate<Sign::kMinus>(a, b, depth, c);
}

template <class T>
void AddStripSquare(const T* a, std::ptrdiff_t depth, T* c) {
  for (std::ptrdiff_t k = 0; k < depth; k += kDepth) {
    const T* part = a + k * kStripRows<T>;
    const std::ptrdiff_t count = std::min(kDepth, depth - k);
    AddFromDiagonal<4>(part, count, c);
    AddFromDiagonal<3>(part, count, c);
    AddFromDiagonal<2>(part, count, c);
    AddFromDiagonal<1>(part, count, c);
  }
}

template void AddStripProduct(const float* a, const float* b, std::ptrdiff_t depth, float* c);
template void AddStripProduct(const double* a, const double* b, std::ptrdiff_t depth, double* c);
template void SubtractStripProduct(const float* a, const float* b, std::ptrdiff_t depth, float* c);
template void SubtractStripProduct(const double* a, const double* b, std::ptrdiff_t depth, double* c);
template void AddStripSquare(const float* a, std::ptrdiff_t depth, float* c);
template void AddStripSquare(const double* a, std::ptrdiff_t depth, double* c);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg
