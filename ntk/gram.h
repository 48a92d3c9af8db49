/// Gram matrices: a kernel on all pairs of rows of X (n samples of d coordinates) and Z (m samples):
///   Gram(kernel, X, Z)(i, j)     = NTK at (X.row(i), Z.row(j)),  n x m;      Gram(kernel, X): n x n, exactly symmetric
///   NngpGram(kernel, X, Z)(i, j) = NNGP there.
/// For matrices of float or double.  Correlations of near-parallel rows keep their digits (pair_tiles.h).  Memory: the
/// result and a copy of X and Z.  For results that do not fit in memory, see gram_file.h and gram_product.h.
///
/// Work is cut into fixed tiles, run by oneTBB, and an entry is computed in one tile only: results are bit-identical
/// for any number of threads (set with tbb::global_control or tbb::task_arena).
///
/// Throws std::invalid_argument if X and Z have different or no columns, or an entry that is not finite (named by
/// matrix, row and column); std::domain_error if a kernel value overflows, naming a pair of rows.
#ifndef HADAMARD_NTK_NTK_GRAM_H_
#define HADAMARD_NTK_NTK_GRAM_H_

#include <oneapi/tbb/blocked_range2d.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <Eigen/Core>
#include <algorithm>

#include "linalg/huge_pages.h"
#include "ntk/kernel.h"
#include "ntk/pair_tiles.h"
#include "ntk/strip_samples.h"

namespace hadamard_ntk::ntk {

namespace gram_internal {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

/// run(s, t) for all tiles, those with s >= t if symmetric, in blocks of 4 x 4 whose strips stay in the cache.
template <class Run>
void ForEachTile(Eigen::Index rows, Eigen::Index columns, bool symmetric, const Run& run) {
  constexpr Eigen::Index kBlock = 4;
  const auto blocks = [](Eigen::Index strips) { return (strips + kBlock - 1) / kBlock; };
  tbb::parallel_for(
      tbb::blocked_range2d<Eigen::Index>(0, blocks(rows), 1, 0, blocks(columns), 1),
      [&](const tbb::blocked_range2d<Eigen::Index>& range) {
        const Eigen::Index s_end = std::min(rows, range.rows().end() * kBlock);
        const Eigen::Index t_end = std::min(columns, range.cols().end() * kBlock);
        for (Eigen::Index s = range.rows().begin() * kBlock; s < s_end; ++s) {
          for (Eigen::Index t = range.cols().begin() * kBlock; t < t_end; ++t) {
            if (!symmetric || s >= t) run(s, t);
          }
        }
      },
      tbb::simple_partitioner());
}

/// The Gram matrix of the tiles.
template <class T, class Tiles>
Matrix<T> Compute(const Tiles& tiles) {
  using Index = Eigen::Index;
  constexpr Index kRows = Tiles::kRows;
  Matrix<T> result(tiles.x().count(), tiles.z().count());
  linalg::PreferHugePages(result.data(), result.size() * sizeof(T));
  ForEachTile(tiles.x().strips(), tiles.z().strips(), tiles.symmetric(), [&](Index s, Index t) {
    alignas(64) T tile[Tiles::kEntries];
    tiles.Compute(s, t, tile);
    const Eigen::Map<const Matrix<T>> all(tile, kRows, kRows);
    const Index rows = tiles.x().size(s), columns = tiles.z().size(t);
    result.block(s * kRows, t * kRows, rows, columns) = all.topLeftCorner(rows, columns);
    if (tiles.symmetric() && s != t) {
      result.block(t * kRows, s * kRows, columns, rows) = all.topLeftCorner(rows, columns).transpose();
    }
  });
  return result;
}

template <class Quantity, class T, Kernel K>
Matrix<T> Compute(const char* function, const K& kernel, const Eigen::Ref<const Matrix<T>>& x,
                  const Eigen::Ref<const Matrix<T>>& z) {
  const StripSamples<T> x_samples(function, "X", x), z_samples(function, "Z", z);
  return Compute<T>(PairTiles<T, K, Quantity>(function, kernel, x_samples, z_samples));
}

template <class Quantity, class T, Kernel K>
Matrix<T> Compute(const char* function, const K& kernel, const Eigen::Ref<const Matrix<T>>& x) {
  const StripSamples<T> samples(function, "X", x);
  return Compute<T>(PairTiles<T, K, Quantity>(function, kernel, samples, samples));
}

}  // namespace gram_internal

template <Kernel K, class X, class Z, class T = typename X::Scalar>
gram_internal::Matrix<T> Gram(const K& kernel, const Eigen::DenseBase<X>& x, const Eigen::DenseBase<Z>& z) {
  return gram_internal::Compute<NtkOf, T>("Gram", kernel, x.derived(), z.derived());
}

template <Kernel K, class X, class T = typename X::Scalar>
gram_internal::Matrix<T> Gram(const K& kernel, const Eigen::DenseBase<X>& x) {
  return gram_internal::Compute<NtkOf, T>("Gram", kernel, x.derived());
}

template <Kernel K, class X, class Z, class T = typename X::Scalar>
gram_internal::Matrix<T> NngpGram(const K& kernel, const Eigen::DenseBase<X>& x, const Eigen::DenseBase<Z>& z) {
  return gram_internal::Compute<NngpOf, T>("NngpGram", kernel, x.derived(), z.derived());
}

template <Kernel K, class X, class T = typename X::Scalar>
gram_internal::Matrix<T> NngpGram(const K& kernel, const Eigen::DenseBase<X>& x) {
  return gram_internal::Compute<NngpOf, T>("NngpGram", kernel, x.derived());
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_GRAM_H_
