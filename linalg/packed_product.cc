#include "linalg/packed_product.h"

#include <algorithm>
#include <utility>

#include "linalg/strip_kernel.h"
#include "linalg/strip_product.h"
#include "linalg/transpose.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

using Index = std::ptrdiff_t;

constexpr Index kDepth = 256, kStrips = 2;

// Buffers of a thread: a call would otherwise spend its time with fresh pages.
template <class T>
struct Buffers {
  static constexpr Index kRows = kStripRows<T>;
  LaneVector<T> a = LaneVector<T>(kStrips * kRows * kDepth), b = a;
  LaneVector<T> c = LaneVector<T>(kStrips * kStrips * kRows * kRows);
};

Index RoundedUp(Index number, Index unit) { return (number + unit - 1) / unit * unit; }

// to[k * kStripRows + i] = A(i, k) for k < depth and the matrix' rows, at most kStripRows; zero up to `padded` rows.
template <class T>
void PackStrip(const StridedMatrix<const T>& a, Index padded, T* to) {
  constexpr Index kRows = kStripRows<T>, kLane = kLanes<T>;
  const Index whole = a.rows / kLane * kLane;
  Index packed = 0;  // rows, at all k
  if (a.row_stride == 1) {
    for (Index k = 0; k < a.columns; ++k) {
      for (Index i = 0; i < whole; i += kLane) Store<T>(Load(a.data + k * a.column_stride + i), to + k * kRows + i);
    }
    packed = whole;
  } else if (a.column_stride == 1) {
    const Index depth = a.columns / kLane * kLane;
    for (Index i = 0; i < whole; i += kLane) {
      for (Index k = 0; k < depth; k += kLane) {
        TransposeRegisters(a.data + i * a.row_stride + k, a.row_stride, to + k * kRows + i, kRows);
      }
      for (Index k = depth; k < a.columns; ++k) {
        for (Index l = i; l < i + kLane; ++l) to[k * kRows + l] = a.data[l * a.row_stride + k];
      }
    }
    packed = whole;
  }
  if (packed == padded) return;
  for (Index k = 0; k < a.columns; ++k) {
    for (Index i = packed; i < a.rows; ++i) to[k * kRows + i] = a.data[i * a.row_stride + k * a.column_stride];
    std::fill(to + k * kRows + a.rows, to + k * kRows + padded, T{0});
  }
}

template <class T>
StridedMatrix<T> Block(const StridedMatrix<T>& a, Index i, Index rows, Index j, Index columns) {
  StridedMatrix<T> block = a;
  block.data += i * a.row_stride + j * a.column_stride;
  block.rows = std::min(rows, a.rows - i);
  block.columns = std::min(columns, a.columns - j);
  return block;
}

template <class T>
StridedMatrix<T> Transposed(const StridedMatrix<T>& a) {
  return {.data = a.data,
          .rows = a.columns,
          .columns = a.rows,
          .row_stride = a.column_stride,
          .column_stride = a.row_stride};
}

template <class T>
void AddBlock(const T* a, const T* b, Index depth, Index rows, Index columns, T* c) {
  const int fours = static_cast<int>(RoundedUp(columns, 4));
  switch (RoundedUp(rows, kLanes<T>) / kLanes<T>) {
    case 1:
      return AddColumns<Sign::kPlus, 1>(a, b, depth, fours, c);
    case 2:
      return AddColumns<Sign::kPlus, 2>(a, b, depth, fours, c);
    case 3:
      return AddColumns<Sign::kPlus, 3>(a, b, depth, fours, c);
    default:
      return AddColumns<Sign::kPlus, kStripRegisters>(a, b, depth, fours, c);
  }
}

// c = alpha * sums, or c + alpha * sums.
template <class T>
void Finish(bool add, T alpha, const T* sums, const StridedMatrix<T>& c) {
  for (Index j = 0; j < c.columns; ++j, sums += kStripRows<T>) {
    T* to = c.data + j * c.column_stride;
    Index i = 0;
    if (c.row_stride == 1) {
      for (; i + kLanes<T> <= c.rows; i += kLanes<T>) {
        const Lane<T> product = Load(sums + i) * alpha;
        Store<T>(add ? Load(to + i) + product : product, to + i);
      }
    }
    for (; i < c.rows; ++i) {
      T& entry = to[i * c.row_stride];
      entry = add ? entry + alpha * sums[i] : alpha * sums[i];
    }
  }
}

}  // namespace

template <class T>
void PackedProduct(bool add, T alpha, StridedMatrix<const T> a, StridedMatrix<const T> b, StridedMatrix<T> c) {
  constexpr Index kRows = kStripRows<T>, kTile = kStrips * kRows;
  if (c.column_stride == 1 && c.row_stride != 1) {  // C^T = B^T A^T has contiguous columns
    std::swap(a, b);
    a = Transposed(a);
    b = Transposed(b);
    c = Transposed(c);
  }
  thread_local Buffers<T> buffers;
  for (Index i = 0; i < c.rows; i += kTile) {
    for (Index j = 0; j < c.columns; j += kTile) {
      const auto for_each_block = [&](const auto& run) {
        for (Index s = 0; s < kStrips && i + s * kRows < c.rows; ++s) {
          for (Index t = 0; t < kStrips && j + t * kRows < c.columns; ++t) {
            run(s, t, buffers.c.data() + (s * kStrips + t) * kRows * kRows,
                Block(c, i + s * kRows, kRows, j + t * kRows, kRows));
          }
        }
      };
      for_each_block([](Index, Index, T* sums, const StridedMatrix<T>& block) {
        std::fill(sums, sums + RoundedUp(block.columns, 4) * kRows, T{0});
      });
      for (Index k = 0; k < a.columns; k += kDepth) {
        for (Index s = 0; s < kStrips; ++s) {
          const Index row = i + s * kRows, column = j + s * kRows;
          if (row < c.rows) {
            const StridedMatrix<const T> block = Block(a, row, kRows, k, kDepth);
            PackStrip(block, RoundedUp(block.rows, kLanes<T>), buffers.a.data() + s * kRows * kDepth);
          }
          if (column < c.columns) {
            const StridedMatrix<const T> block = Transposed(Block(b, k, kDepth, column, kRows));
            PackStrip(block, RoundedUp(block.rows, 4), buffers.b.data() + s * kRows * kDepth);
          }
        }
        for_each_block([&](Index s, Index t, T* sums, const StridedMatrix<T>& block) {
          AddBlock(buffers.a.data() + s * kRows * kDepth, buffers.b.data() + t * kRows * kDepth,
                   std::min(kDepth, a.columns - k), block.rows, block.columns, sums);
        });
      }
      for_each_block(
          [&](Index, Index, const T* sums, const StridedMatrix<T>& block) { Finish(add, alpha, sums, block); });
    }
  }
}

template void PackedProduct(bool add, float alpha, StridedMatrix<const float> a, StridedMatrix<const float> b,
                            StridedMatrix<float> c);
template void PackedProduct(bool add, double alpha, StridedMatrix<const double> a, StridedMatrix<const double> b,
                            StridedMatrix<double> c);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg
