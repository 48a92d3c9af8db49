#include "linalg/strip_product.h"

#include <algorithm>

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

enum class Sign { kPlus, kMinus };

// Or gcc loads a row again for every column, and a core that loads one register a cycle waits for it.
template <class Register>
inline void KeepInRegister(Register& value) {
#ifdef __AVX512F__
  asm("" : "+v"(value));
#else
  asm("" : "+x"(value));
#endif
}

// Four columns of c: 16 sums in registers.
template <Sign sign, class T>
inline void AddFourColumns(const T* a, const T* b, std::ptrdiff_t depth, T* c) {
  constexpr int kRows = kStripRows<T>;
  Lane<T> sum[4][4];
#pragma GCC unroll 4
  for (int j = 0; j < 4; ++j) {
#pragma GCC unroll 4
    for (int l = 0; l < 4; ++l) sum[j][l] = Load(c + j * kRows + l * kLanes<T>);
  }
  for (std::ptrdiff_t k = 0; k < depth; ++k) {
    Lane<T> row[4];
#pragma GCC unroll 4
    for (int l = 0; l < 4; ++l) {
      row[l] = Load(a + k * kRows + l * kLanes<T>);
      KeepInRegister(row[l]);
    }
#pragma GCC unroll 4
    for (int j = 0; j < 4; ++j) {
      const T column = b[k * kRows + j];
#pragma GCC unroll 4
      for (int l = 0; l < 4; ++l) {
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
    for (int l = 0; l < 4; ++l) Store<T>(sum[j][l], c + j * kRows + l * kLanes<T>);
  }
}

template <Sign sign, class T>
void Accumulate(const T* a, const T* b, std::ptrdiff_t depth, T* c) {
  constexpr int kRows = kStripRows<T>;
  constexpr std::ptrdiff_t kDepth = 64;
  for (std::ptrdiff_t k = 0; k < depth; k += kDepth) {
    for (int j = 0; j < kRows; j += 4) {
      AddFourColumns<sign>(a + k * kRows, b + k * kRows + j, std::min(kDepth, depth - k), c + j * kRows);
    }
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

template void AddStripProduct(const float* a, const float* b, std::ptrdiff_t depth, float* c);
template void AddStripProduct(const double* a, const double* b, std::ptrdiff_t depth, double* c);
template void SubtractStripProduct(const float* a, const float* b, std::ptrdiff_t depth, float* c);
template void SubtractStripProduct(const double* a, const double* b, std::ptrdiff_t depth, double* c);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg
