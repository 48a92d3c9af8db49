/// Gram matrices: a kernel on all pairs of rows of X (n samples of d coordinates) and Z (m samples):
///   Gram(kernel, X, Z)(i, j)     = NTK at (X.row(i), Z.row(j)),  n x m;      Gram(kernel, X): n x n, exactly symmetric
///   NngpGram(kernel, X, Z)(i, j) = NNGP there.
///   GramInto(kernel, X, Z, result), GramInto(kernel, X, result): Gram, written into a column-major matrix or block of
///   the caller's, so that the pages of a large result are touched for the first time but once; a last argument, if
///   given, is told the progress.
/// For matrices of float or double, at any scale: whatever overflows or underflows inside, an entry that is a number of
/// the type has its digits (any_scale.h).  Memory: the result, if it is not the caller's, and a copy of X and Z.  For
/// results that do not fit in memory, see gram_file.h and gram_product.h.
///
/// Work is cut into fixed tiles, run by oneTBB, and an entry is computed in one tile only: results are bit-identical
/// for any number of threads (set with tbb::global_control or tbb::task_arena).
///
/// Error: an entry is the kernel, to the kernel's own bound, at norms (d/4 + 1/2) eps and a correlation (d + 3) eps
/// off; nearly parallel rows keep the digits of their angle (pair_tiles.h).  In all, relative to the value at angle
/// zero,
///   ((n + 2) (3 d / 2 + 5) + own) eps   and one subnormal spacing
/// for the networks of this library with n the degree, depth or number of blocks and own = 4 + n/2 (PolynomialNet), 4 +
/// 2 n (CcpNet), 4 + n (NcpNet), 4 (FullyConnected, ResidualNet); n + 2 is above their slopes (gram_accuracy_test, n <=
/// 100).
///
/// Throws std::invalid_argument if X and Z have different or no columns, or an entry that is not finite (named by
/// matrix, row and column), or `result` has another shape; std::domain_error if a kernel value overflows, naming a pair
/// of rows, with `result` written in part.
#ifndef HADAMARD_NTK_NTK_GRAM_H_
#define HADAMARD_NTK_NTK_GRAM_H_

#include <oneapi/tbb/blocked_range2d.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <Eigen/Core>
#include <algorithm>
#include <atomic>
#include <functional>
#include <stdexcept>
#include <string>

#include "linalg/huge_pages.h"
#include "linalg/lanes.h"
#include "linalg/streaming_copy.h"
#include "linalg/transpose.h"
#include "ntk/kernel.h"
#include "ntk/pair_tiles.h"
#include "ntk/strip_samples.h"

namespace hadamard_ntk::ntk {
inline namespace HADAMARD_NTK_REGISTERS {

/// Called with the share of the blocks that are done, in (0, 1], from any thread and in any order.
using GramProgress = std::function<void(double)>;

namespace gram_internal {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

/// Writes the Gram matrix of the tiles.
template <class T, class Tiles>
void Fill(const Tiles& tiles, Eigen::Ref<Matrix<T>> result, const GramProgress& progress) {
  using Index = Eigen::Index;
  constexpr Index kRows = Tiles::kRows;
  const bool streaming = result.size() * sizeof(T) >= linalg::kStreamingBytes;
  const auto write = [&](const T* tile, Index row, Index rows, Index column, Index columns) {
    for (Index j = 0; j < columns; ++j) {
      T* const to = &result(row, column + j);
      if (streaming) {
        linalg::StreamingCopy(tile + j * kRows, rows, to);
      } else {
        std::copy_n(tile + j * kRows, rows, to);
      }
    }
  };
  const auto use = [&](Index s, Index t, const T* tile) {
    const Index rows = tiles.x().size(s), columns = tiles.z().size(t);
    write(tile, s * kRows, rows, t * kRows, columns);
    if (tiles.symmetric() && s != t) {
      alignas(linalg::kLaneBytes) T mirrored[kRows * kRows];
      linalg::Transpose<kRows>(tile, mirrored);
      write(mirrored, t * kRows, columns, s * kRows, rows);
    }
  };
  const Index blocks = tiles.x_blocks() * tiles.z_blocks();
  std::atomic<Index> done = 0;
  tbb::parallel_for(
      tbb::blocked_range2d<Index>(0, tiles.x_blocks(), 1, 0, tiles.z_blocks(), 1),
      [&](const tbb::blocked_range2d<Index>& range) {
        for (Index s = range.rows().begin(); s < range.rows().end(); ++s) {
          for (Index t = range.cols().begin(); t < range.cols().end(); ++t) {
            if (!tiles.symmetric() || t <= s) tiles.ForEachInBlock(s, t, use);
          }
        }
        linalg::StreamingFence();
        const Index now = done += static_cast<Index>(range.rows().size() * range.cols().size());
        if (progress) progress(static_cast<double>(now) / static_cast<double>(blocks));
      },
      tbb::simple_partitioner());
}

template <class T>
void CheckShape(const char* function, const Eigen::Ref<Matrix<T>>& result, Eigen::Index rows, Eigen::Index columns) {
  if (result.rows() == rows && result.cols() == columns) return;
  const auto text = [](Eigen::Index r, Eigen::Index c) { return std::to_string(r) + " x " + std::to_string(c); };
  throw std::invalid_argument(std::string(function) + ": the result must be " + text(rows, columns) + ", got " +
                              text(result.rows(), result.cols()));
}

template <class Quantity, class T, Kernel K>
void Write(const char* function, const K& kernel, const Eigen::Ref<const Matrix<T>>& x,
           const Eigen::Ref<const Matrix<T>>& z, Eigen::Ref<Matrix<T>> result, const GramProgress& progress) {
  CheckShape<T>(function, result, x.rows(), z.rows());
  const StripSamples<T> x_samples(function, "X", x), z_samples(function, "Z", z);
  Fill<T>(PairTiles<T, K, Quantity>(function, kernel, x_samples, z_samples), result, progress);
}

template <class Quantity, class T, Kernel K>
void Write(const char* function, const K& kernel, const Eigen::Ref<const Matrix<T>>& x, Eigen::Ref<Matrix<T>> result,
           const GramProgress& progress) {
  CheckShape<T>(function, result, x.rows(), x.rows());
  const StripSamples<T> samples(function, "X", x);
  Fill<T>(PairTiles<T, K, Quantity>(function, kernel, samples), result, progress);
}

/// A new matrix, whose pages are touched where it is filled.
template <class T>
Matrix<T> Untouched(Eigen::Index rows, Eigen::Index columns) {
  Matrix<T> result(rows, columns);
  linalg::PreferHugePages(result.data(), result.size() * sizeof(T));
  return result;
}

template <class Quantity, class T, Kernel K>
Matrix<T> Compute(const char* function, const K& kernel, const Eigen::Ref<const Matrix<T>>& x,
                  const Eigen::Ref<const Matrix<T>>& z) {
  Matrix<T> result = Untouched<T>(x.rows(), z.rows());
  Write<Quantity, T>(function, kernel, x, z, result, {});
  return result;
}

template <class Quantity, class T, Kernel K>
Matrix<T> Compute(const char* function, const K& kernel, const Eigen::Ref<const Matrix<T>>& x) {
  Matrix<T> result = Untouched<T>(x.rows(), x.rows());
  Write<Quantity, T>(function, kernel, x, result, {});
  return result;
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
void GramInto(const K& kernel, const Eigen::DenseBase<X>& x, const Eigen::DenseBase<Z>& z,
              Eigen::Ref<gram_internal::Matrix<typename X::Scalar>> result, const GramProgress& progress = {}) {
  gram_internal::Write<NtkOf, T>("GramInto", kernel, x.derived(), z.derived(), result, progress);
}

template <Kernel K, class X, class T = typename X::Scalar>
void GramInto(const K& kernel, const Eigen::DenseBase<X>& x,
              Eigen::Ref<gram_internal::Matrix<typename X::Scalar>> result, const GramProgress& progress = {}) {
  gram_internal::Write<NtkOf, T>("GramInto", kernel, x.derived(), result, progress);
}

template <Kernel K, class X, class Z, class T = typename X::Scalar>
gram_internal::Matrix<T> NngpGram(const K& kernel, const Eigen::DenseBase<X>& x, const Eigen::DenseBase<Z>& z) {
  return gram_internal::Compute<NngpOf, T>("NngpGram", kernel, x.derived(), z.derived());
}

template <Kernel K, class X, class T = typename X::Scalar>
gram_internal::Matrix<T> NngpGram(const K& kernel, const Eigen::DenseBase<X>& x) {
  return gram_internal::Compute<NngpOf, T>("NngpGram", kernel, x.derived());
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_GRAM_H_
