#include "models/strip_product.h"

#include <algorithm>

namespace hadamard_ntk::models {
namespace {

// Four columns of c: 16 sums in registers.
template <class T>
inline void AddFourColumns(const T* a, const T* b, Index depth, T* c) {
  constexpr int kRows = kStripRows<T>;
  Lane<T> sum[4][4];
#pragma GCC unroll 4
  for (int j = 0; j < 4; ++j) {
#pragma GCC unroll 4
    for (int l = 0; l < 4; ++l) sum[j][l] = Load(c + j * kRows + l * kLanes<T>);
  }
  for (Index k = 0; k < depth; ++k) {
    Lane<T> row[4];
#pragma GCC unroll 4
    for (int l = 0; l < 4; ++l) row[l] = Load(a + k * kRows + l * kLanes<T>);
#pragma GCC unroll 4
    for (int j = 0; j < 4; ++j) {
      const T column = b[k * kRows + j];
#pragma GCC unroll 4
      for (int l = 0; l < 4; ++l) sum[j][l] += row[l] * column;
    }
  }
#pragma GCC unroll 4
  for (int j = 0; j < 4; ++j) {
#pragma GCC unroll 4
    for (int l = 0; l < 4; ++l) Store<T>(sum[j][l], c + j * kRows + l * kLanes<T>);
  }
}

}  // namespace

template <class T>
void AddStripProduct(const T* a, const T* b, Index depth, T* c) {
  constexpr int kRows = kStripRows<T>;
  constexpr Index kDepth = 64;
  for (Index k = 0; k < depth; k += kDepth) {
    for (Index j = 0; j < kRows; j += 4) {
      AddFourColumns(a + k * kRows, b + k * kRows + j, std::min(kDepth, depth - k), c + j * kRows);
    }
  }
}

template void AddStripProduct(const float* a, const float* b, Index depth, float* c);
template void AddStripProduct(const double* a, const double* b, Index depth, double* c);

}  // namespace hadamard_ntk::models
