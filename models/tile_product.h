/// C = alpha A B or C += alpha A B, cut into fixed tiles of C that oneTBB runs in any order; a tile is one product over
/// the whole inner dimension.  So the result is bit-identical for any number of threads.
///   A: rows x inner, B: inner x columns, C: rows x columns; C must not overlap A or B.
/// The operands are Eigen maps, references, blocks or transposes of them, of float or double.
#ifndef HADAMARD_NTK_MODELS_TILE_PRODUCT_H_
#define HADAMARD_NTK_MODELS_TILE_PRODUCT_H_

#include <oneapi/tbb/blocked_range2d.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>

#include "linalg/packed_product.h"
#include "models/matrix.h"

namespace hadamard_ntk::models {

/// run(first row, rows, first column, columns) for all tiles of a rows x columns matrix.
template <class Run>
void ForEachTile(Index rows, Index columns, Index tile, const Run& run) {
  const auto count = [tile](Index size) { return (size + tile - 1) / tile; };
  if (rows > 0 && columns > 0 && rows <= tile && columns <= tile) return run(Index{0}, rows, Index{0}, columns);
  tbb::parallel_for(
      tbb::blocked_range2d<Index>(0, count(rows), 1, 0, count(columns), 1),
      [&](const tbb::blocked_range2d<Index>& range) {
        for (Index i = range.rows().begin(); i < range.rows().end(); ++i) {
          for (Index j = range.cols().begin(); j < range.cols().end(); ++j) {
            run(i * tile, std::min(tile, rows - i * tile), j * tile, std::min(tile, columns - j * tile));
          }
        }
      },
      tbb::simple_partitioner());
}

inline constexpr Index kProductTile = 128;

namespace tile_product_internal {

template <bool add, class A, class B, class C>
void Multiply(typename A::Scalar alpha, const A& a, const B& b, C&& c) {
  using T = typename A::Scalar;
  constexpr Index kThin = 32;  // where Eigen's own is as fast
  if (std::min({c.rows(), c.cols(), a.cols()}) >= kThin) {
    linalg::PackedProduct<T>(add, alpha, linalg::Strided<const T>(a), linalg::Strided<const T>(b),
                             linalg::Strided<T>(c));
  } else if constexpr (add) {
    c.noalias() += alpha * (a * b);
  } else {
    c.noalias() = alpha * (a * b);
  }
}

}  // namespace tile_product_internal

/// A tile's product, on this thread: C = alpha A B.
template <class A, class B, class C>
void SetTile(typename A::Scalar alpha, const A& a, const B& b, C&& c) {
  tile_product_internal::Multiply<false>(alpha, a, b, c);
}

/// C += alpha A B.
template <class A, class B, class C>
void AddTile(typename A::Scalar alpha, const A& a, const B& b, C&& c) {
  tile_product_internal::Multiply<true>(alpha, a, b, c);
}

template <class A, class B, class C>
void SetProduct(typename A::Scalar alpha, const A& a, const B& b, C&& c) {
  ForEachTile(c.rows(), c.cols(), kProductTile, [&](Index i, Index rows, Index j, Index columns) {
    SetTile(alpha, a.middleRows(i, rows), b.middleCols(j, columns), c.block(i, j, rows, columns));
  });
}

template <class A, class B, class C>
void AddProduct(typename A::Scalar alpha, const A& a, const B& b, C&& c) {
  ForEachTile(c.rows(), c.cols(), kProductTile, [&](Index i, Index rows, Index j, Index columns) {
    AddTile(alpha, a.middleRows(i, rows), b.middleCols(j, columns), c.block(i, j, rows, columns));
  });
}

/// sums = alpha A 1.  A product: Eigen's sums over the rows of a column-major A read it across.
template <class A, class Sums>
void SetRowSums(typename A::Scalar alpha, const A& a, Sums&& sums) {
  sums.noalias() = a * Vector<typename A::Scalar>::Constant(a.cols(), alpha);
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_TILE_PRODUCT_H_
