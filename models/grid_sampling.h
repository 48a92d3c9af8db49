/// Fields at half the resolution: means of 2 cells per dimension, and repetition, with their adjoints.  Extents n
/// become ceil(n / 2); of an odd one the last mean is of what there is.  c(I) is a coarse cell, f(i) a fine one, I = i
/// / 2 rounded down:
///   SetCoarse   c(I) = sum_i w f(i)          kMean: the mean;  kOne: the adjoint of repetition
///   AddToFine   f(i) += w c(I)               kOne: repetition; kMean: the adjoint of the mean
/// with w = 1 / the number of fine cells of I (kMean), or 1.
/// Error: rounding of a sum of 8 products.  Not checked: the fields' shapes.
#ifndef HADAMARD_NTK_MODELS_GRID_SAMPLING_H_
#define HADAMARD_NTK_MODELS_GRID_SAMPLING_H_

#include <algorithm>

#include "models/grid_field.h"
#include "models/row_blocks.h"

namespace hadamard_ntk::models {

enum class SamplingWeight { kMean, kOne };

inline GridShape HalfOf(const GridShape& fine) {
  const auto half = [](Index n) { return (n + 1) / 2; };
  return {fine.dimension, half(fine.depth), half(fine.height), half(fine.width)};
}

/// run(z, y, x of a coarse cell, first fine cells that are no longer its own), a row in one thread.
template <class Run>
void ForEachCoarseCell(const GridShape& fine, Index channels, const Run& run) {
  const GridShape coarse = HalfOf(fine);
  ForEachBlockOfRows(coarse.rows(), coarse.width * channels, [&](Index begin, Index end) {
    for (Index row = begin; row < end; ++row) {
      const Index z = row / coarse.height, y = row % coarse.height;
      const Index z_end = std::min(fine.depth, 2 * z + 2), y_end = std::min(fine.height, 2 * y + 2);
      for (Index x = 0; x < coarse.width; ++x) run(z, y, x, z_end, y_end, std::min(fine.width, 2 * x + 2));
    }
  });
}

template <class T>
void SetCoarse(const GridField<T>& fine, SamplingWeight weight, GridField<T>& coarse) {
  const Index channels = fine.channels();
  const GridView<const T> from = fine.view();
  const GridView<T> to = coarse.view();
  ForEachCoarseCell(fine.shape(), channels, [&](Index z, Index y, Index x, Index z_end, Index y_end, Index x_end) {
    T* sum = to.Cell(z, y, x);
    std::fill_n(sum, channels, T{0});
    for (Index i = 2 * z; i < z_end; ++i) {
      for (Index j = 2 * y; j < y_end; ++j) {
        for (Index k = 2 * x; k < x_end; ++k) {
          const T* cell = from.Cell(i, j, k);
          for (Index c = 0; c < channels; ++c) sum[c] += cell[c];
        }
      }
    }
    if (weight == SamplingWeight::kOne) return;
    const T mean = T{1} / static_cast<T>((z_end - 2 * z) * (y_end - 2 * y) * (x_end - 2 * x));
    for (Index c = 0; c < channels; ++c) sum[c] *= mean;
  });
}

template <class T>
void AddToFine(const GridField<T>& coarse, SamplingWeight weight, GridField<T>& fine) {
  const Index channels = fine.channels();
  const GridView<const T> from = coarse.view();
  const GridView<T> to = fine.view();
  ForEachCoarseCell(fine.shape(), channels, [&](Index z, Index y, Index x, Index z_end, Index y_end, Index x_end) {
    const T* cell = from.Cell(z, y, x);
    const T w = weight == SamplingWeight::kOne
                    ? T{1}
                    : T{1} / static_cast<T>((z_end - 2 * z) * (y_end - 2 * y) * (x_end - 2 * x));
    for (Index i = 2 * z; i < z_end; ++i) {
      for (Index j = 2 * y; j < y_end; ++j) {
        for (Index k = 2 * x; k < x_end; ++k) {
          T* sum = to.Cell(i, j, k);
          for (Index c = 0; c < channels; ++c) sum[c] += w * cell[c];
        }
      }
    }
  });
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_GRID_SAMPLING_H_
