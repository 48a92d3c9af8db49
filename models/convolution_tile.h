/// A tile of a convolution: some cells of a row of outputs times some registers of their channels, summed in registers.
/// The sums of a cell run over its taps in order, whatever the tiles.  For convolution.cc.
#ifndef HADAMARD_NTK_MODELS_CONVOLUTION_TILE_H_
#define HADAMARD_NTK_MODELS_CONVOLUTION_TILE_H_

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "linalg/lanes.h"
#include "models/convolution.h"
#include "models/matrix.h"

namespace hadamard_ntk::models {

/// A tile is some cells of a row times some registers of output channels; its sums stay in registers.
inline constexpr int kTileVectors = 4, kTileSums = 24;

template <int lanes, class T>
struct RegisterOf {
  typedef T Type __attribute__((vector_size(lanes * sizeof(T))));
};
template <int lanes, class T>
using Register = typename RegisterOf<lanes, T>::Type;

template <int lanes, class T>
inline Register<lanes, T> Load(const T* from) {
  Register<lanes, T> numbers;
  std::memcpy(&numbers, from, sizeof(numbers));
  return numbers;
}

template <class R, class T>
inline void Store(const R& numbers, T* to) {
  std::memcpy(to, &numbers, sizeof(numbers));
}

/// x - 0 is x, also for -0, so this is loading and nothing else; with + it would be an addition and a shuffle.
template <int lanes, class T>
inline Register<lanes, T> Broadcast(T value) {
  return value - Register<lanes, T>{};
}

template <int n>
using Constant = std::integral_constant<int, n>;

/// Where the taps of a cell are: kernel_depth planes, `kernel` rows of each, `run` numbers of each row.
struct Taps {
  Index planes[kMaxKernelDepth];
  Index kernel_depth, kernel, row, run, step;
};

/// numbers = the sums of `cells` outputs side by side: `in` is the first one's corner, `packed` its first channel of
/// the tile.  step: from a cell's taps to the next one's, if it is known here; else 0.
template <int cells, int vectors, int lanes, int step, class T>
void SumTile(const Taps& taps, const T* packed, Index packed_row, const T* in, T* numbers) {
  // Never indexed by a variable, or they would not stay in registers.
  Register<lanes, T> sums[cells][vectors] = {};
  const Index cell = step ? step : taps.step;
  for (Index dz = 0; dz < taps.kernel_depth; ++dz) {
    const T* from = in + taps.planes[dz];
    for (Index dy = 0; dy < taps.kernel; ++dy, from += taps.row) {
      for (Index t = 0; t < taps.run; ++t, packed += packed_row) {
        Register<lanes, T> weights[vectors];
#pragma GCC unroll 4
        for (int v = 0; v < vectors; ++v) weights[v] = Load<lanes>(packed + v * lanes);
#pragma GCC unroll 24
        for (int p = 0; p < cells; ++p) {
          const Register<lanes, T> value = Broadcast<lanes>(from[p * cell + t]);
#pragma GCC unroll 4
          for (int v = 0; v < vectors; ++v) sums[p][v] += weights[v] * value;
        }
      }
    }
  }
#pragma GCC unroll 24
  for (int p = 0; p < cells; ++p) {
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) Store(sums[p][v], numbers + (p * vectors + v) * lanes);
  }
}

/// The places of a cell's first channel of the tile.
template <class T>
struct CellEnd {
  const T *biases, *gate, *add;
  T* out;
  bool relu;
};

template <int vectors, int lanes, class T>
inline void Finish(const T* sums, Index count, const CellEnd<T>& end) {
  if (count >= vectors * lanes) {
    constexpr Register<lanes, T> kZero = {};
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) {
      Register<lanes, T> value = Load<lanes>(sums + v * lanes);
      if (end.biases) value += Load<lanes>(end.biases + v * lanes);
      // Written so that a NaN stays one.
      if (end.relu) value = value < kZero ? kZero : value;
      if (end.gate) value = Load<lanes>(end.gate + v * lanes) > kZero ? value : kZero;
      if (end.add) value += Load<lanes>(end.add + v * lanes);
      Store(value, end.out + v * lanes);
    }
  } else {
    for (Index k = 0; k < count; ++k) {
      T value = sums[k];
      if (end.biases) value += end.biases[k];
      if (end.relu) value = value < T{0} ? T{0} : value;
      if (end.gate) value = end.gate[k] > T{0} ? value : T{0};
      if (end.add) value += end.add[k];
      end.out[k] = value;
    }
  }
}

/// A row of outputs, some registers of their channels.
template <class T>
struct RowTask {
  const Taps& taps;
  const T* packed;
  Index packed_row;
  const T* in;
  Index width, count, out_cell, gate_cell, add_cell;
  CellEnd<T> end;
};

/// `cells` outputs from x on, of which the first `done` are there already.
template <int cells, int vectors, int lanes, int step, class T>
void RunTile(const RowTask<T>& row, Index x, Index done) {
  alignas(64) T numbers[cells * vectors * lanes];
  SumTile<cells, vectors, lanes, step>(row.taps, row.packed, row.packed_row, row.in + x * row.taps.step, numbers);
  CellEnd<T> end = row.end;
  for (Index p = done; p < cells; ++p) {
    end.out = row.end.out + (x + p) * row.out_cell;
    if (end.gate) end.gate = row.end.gate + (x + p) * row.gate_cell;
    if (end.add) end.add = row.end.add + (x + p) * row.add_cell;
    Finish<vectors, lanes>(numbers + p * vectors * lanes, row.count, end);
  }
}

/// Tiles of the largest size that fits; what is left by the smallest tile that covers it, which may repeat sums of the
/// tile before, if the row is as long as it.
template <int vectors, int lanes, int step, class T>
void RunRow(const RowTask<T>& row) {
  constexpr int kSizes[] = {kTileSums / vectors, 16 / vectors, 8 / vectors, 4 / vectors, 1};
  const auto tile = [&]<int i>(Constant<i>, Index x, Index done) {
    RunTile<kSizes[i], vectors, lanes, step>(row, x, done);
  };
  for (Index x = 0; x < row.width;) {
    const Index left = row.width - x;
    int i = 0;
    while (i < 4 && kSizes[i + 1] >= left) ++i;  // the smallest that covers, or the largest
    while (kSizes[i] > row.width || (kSizes[i] > left && x == 0)) ++i;
    const Index done = std::max(Index{0}, kSizes[i] - left), begin = x - done;
    switch (i) {
      case 0:
        tile(Constant<0>(), begin, done);
        break;
      case 1:
        tile(Constant<1>(), begin, done);
        break;
      case 2:
        tile(Constant<2>(), begin, done);
        break;
      case 3:
        tile(Constant<3>(), begin, done);
        break;
      default:
        tile(Constant<4>(), begin, done);
    }
    x = begin + kSizes[i];
  }
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_CONVOLUTION_TILE_H_
