/// Gram matrices: a kernel on all pairs of rows of X (n samples of d coordinates) and Z (m samples):
///   Gram(kernel, X, Z)(i, j)     = NTK at (X.row(i), Z.row(j)),  n x m;      Gram(kernel, X): n x n, exactly symmetric
///   NngpGram(kernel, X, Z)(i, j) = NNGP there.
/// For matrices of float or double.  Correlations of near-parallel rows keep their digits (vector_correlation.h).
///
/// Work is cut into fixed tiles of rows and columns, run by oneTBB, and an entry is computed in one tile only: results
/// are bit-identical for any number of threads (set with tbb::global_control or tbb::task_arena).
///
/// Throws std::invalid_argument if X and Z have different or no columns, or an entry that is not finite (named by
/// matrix, row and column); std::domain_error if a kernel value overflows, naming the first such entry.
#ifndef HADAMARD_NTK_NTK_GRAM_H_
#define HADAMARD_NTK_NTK_GRAM_H_

#include <oneapi/tbb/blocked_range2d.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <Eigen/Core>
#include <cmath>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "ntk/correlation.h"
#include "ntk/kernel.h"
#include "ntk/scalar.h"
#include "ntk/vector_correlation.h"

namespace hadamard_ntk::ntk {

namespace gram_internal {

constexpr Eigen::Index kTile = 64;

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
template <class T>
using RowMajorMatrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The samples of a matrix, checked, scaled, and filled up with zero rows to whole tiles (so that every tile runs the
/// same matrix product).
template <class T>
class Samples {
 public:
  Samples(const char* function, const char* name, const Eigen::Ref<const Matrix<T>>& matrix)
      : count_(matrix.rows()), of_(matrix.rows()) {
    const Eigen::Index tiles = (count_ + kTile - 1) / kTile;
    rows_ = RowMajorMatrix<T>::Zero(tiles * kTile, matrix.cols());
    rows_.topRows(count_) = matrix;
    for (Eigen::Index i = 0; i < count_; ++i) {
      for (Eigen::Index j = 0; j < matrix.cols(); ++j) {
        if (!std::isfinite(rows_(i, j))) {
          throw std::invalid_argument(std::string(function) + ": entries must be finite, got " + name + "(" +
                                      std::to_string(i) + ", " + std::to_string(j) + ") = " + Describe(rows_(i, j)));
        }
      }
      of_[i] = ScaledVector<T>::Scale({&rows_(i, 0), static_cast<std::size_t>(rows_.cols())});
    }
  }

  Eigen::Index count() const { return count_; }
  std::span<const T> row(Eigen::Index i) const { return {&rows_(i, 0), static_cast<std::size_t>(rows_.cols())}; }
  const ScaledVector<T>& of(Eigen::Index i) const { return of_[i]; }
  auto tile(Eigen::Index t) const { return rows_.middleRows(t * kTile, kTile); }
  Eigen::Index tiles() const { return rows_.rows() / kTile; }

 private:
  Eigen::Index count_;
  RowMajorMatrix<T> rows_;
  std::vector<ScaledVector<T>> of_;
};

/// result(i, j) = entry(pair at (x_i, z_j)); only tiles on and above the diagonal if symmetric.
template <class T, Kernel K, class Entry>
Matrix<T> Compute(const char* function, const K& kernel, const Samples<T>& x, const Samples<T>& z, bool symmetric,
                  const Entry& entry) {
  Matrix<T> result(x.count(), z.count());
  const auto compute_tile = [&](Eigen::Index t, Eigen::Index u) {
    const Matrix<T> inner = x.tile(t) * z.tile(u).transpose();
    const Eigen::Index i_end = std::min((t + 1) * kTile, x.count()), j_end = std::min((u + 1) * kTile, z.count());
    for (Eigen::Index j = u * kTile; j < j_end; ++j) {
      for (Eigen::Index i = t * kTile; i < i_end; ++i) {
        if (symmetric && i > j) continue;
        const Correlation<T> c = symmetric && i == j ? Correlation<T>::Equal()
                                                     : ScaledCorrelation<T>(x.row(i), x.of(i), z.row(j), z.of(j),
                                                                            inner(i - t * kTile, j - u * kTile));
        result(i, j) = entry(kernel(x.of(i).norm, z.of(j).norm, c));
        if (symmetric) result(j, i) = result(i, j);
      }
    }
  };
  tbb::parallel_for(
      tbb::blocked_range2d<Eigen::Index>(0, x.tiles(), 1, 0, z.tiles(), 1),
      [&](const tbb::blocked_range2d<Eigen::Index>& range) {
        for (Eigen::Index t = range.rows().begin(); t < range.rows().end(); ++t) {
          for (Eigen::Index u = range.cols().begin(); u < range.cols().end(); ++u) {
            if (!symmetric || t <= u) compute_tile(t, u);
          }
        }
      },
      tbb::simple_partitioner());
  for (Eigen::Index j = 0; j < result.cols(); ++j) {
    for (Eigen::Index i = 0; i < result.rows(); ++i) {
      if (!std::isfinite(result(i, j))) {
        throw std::domain_error(std::string(function) + ": kernel values must be finite, got " +
                                Describe(result(i, j)) + " for rows " + std::to_string(i) + " and " +
                                std::to_string(j) + " of norms " + Describe(x.of(i).norm) + " and " +
                                Describe(z.of(j).norm));
      }
    }
  }
  return result;
}

template <class T, Kernel K, class Entry>
Matrix<T> Compute(const char* function, const K& kernel, const Eigen::Ref<const Matrix<T>>& x,
                  const Eigen::Ref<const Matrix<T>>& z, const Entry& entry) {
  if (x.cols() != z.cols() || x.cols() == 0) {
    throw std::invalid_argument(std::string(function) + ": X and Z need the same, positive number of columns, got " +
                                std::to_string(x.cols()) + " and " + std::to_string(z.cols()));
  }
  return Compute(function, kernel, Samples<T>(function, "X", x), Samples<T>(function, "Z", z), false, entry);
}

template <class T, Kernel K, class Entry>
Matrix<T> Compute(const char* function, const K& kernel, const Eigen::Ref<const Matrix<T>>& x, const Entry& entry) {
  if (x.cols() == 0) throw std::invalid_argument(std::string(function) + ": X needs columns, got 0");
  const Samples<T> samples(function, "X", x);
  return Compute(function, kernel, samples, samples, true, entry);
}

inline constexpr auto kNtk = [](const auto& pair) { return pair.ntk; };
inline constexpr auto kNngp = [](const auto& pair) { return pair.nngp; };

}  // namespace gram_internal

template <Kernel K, class X, class Z, class T = typename X::Scalar>
gram_internal::Matrix<T> Gram(const K& kernel, const Eigen::DenseBase<X>& x, const Eigen::DenseBase<Z>& z) {
  return gram_internal::Compute<T>("Gram", kernel, x.derived(), z.derived(), gram_internal::kNtk);
}

template <Kernel K, class X, class T = typename X::Scalar>
gram_internal::Matrix<T> Gram(const K& kernel, const Eigen::DenseBase<X>& x) {
  return gram_internal::Compute<T>("Gram", kernel, x.derived(), gram_internal::kNtk);
}

template <Kernel K, class X, class Z, class T = typename X::Scalar>
gram_internal::Matrix<T> NngpGram(const K& kernel, const Eigen::DenseBase<X>& x, const Eigen::DenseBase<Z>& z) {
  return gram_internal::Compute<T>("NngpGram", kernel, x.derived(), z.derived(), gram_internal::kNngp);
}

template <Kernel K, class X, class T = typename X::Scalar>
gram_internal::Matrix<T> NngpGram(const K& kernel, const Eigen::DenseBase<X>& x) {
  return gram_internal::Compute<T>("NngpGram", kernel, x.derived(), gram_internal::kNngp);
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_GRAM_H_
