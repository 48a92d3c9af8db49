/// Large symmetric matrices and the vectors they multiply, in strips of R = kStripRows<T> rows, the form that the
/// products of strip_product.h take without any packing.
///
/// StripMatrix: the lower triangle of an n x n matrix, n^2/2 numbers.  Strip s has blocks t = 0..s of R x R,
///   block(s, t)[j * R + i] = A(s R + i, t R + j),
/// one after the other, so that a strip's first k columns are R k contiguous numbers.  Diagonal blocks are stored
/// whole. Rows and columns from n on, which fill up the last strip, are the user's to set.
///
/// StripVectors: m vectors of n numbers, strip(s)[c * R + i] = V(s R + i, c), zero from row n on.
#ifndef HADAMARD_NTK_LINALG_STRIP_MATRIX_H_
#define HADAMARD_NTK_LINALG_STRIP_MATRIX_H_

#include <Eigen/Core>
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>

#include "linalg/huge_pages.h"
#include "linalg/lanes.h"
#include "linalg/strip_product.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

/// The number of strips of n rows.
template <class T>
std::ptrdiff_t StripCount(std::ptrdiff_t n) {
  return (n + kStripRows<T> - 1) / kStripRows<T>;
}

template <class T>
class StripMatrix {
 public:
  using Index = std::ptrdiff_t;
  static constexpr Index kRows = kStripRows<T>;

  /// Not initialised.  Throws std::bad_alloc.
  explicit StripMatrix(Index size) : size_(size), strips_(StripCount<T>(size)) {
    const std::size_t bytes = Bytes(size);
    values_.reset(static_cast<T*>(std::aligned_alloc(kLaneBytes, bytes)));
    if (!values_) throw std::bad_alloc();
    PreferHugePages(values_.get(), bytes);
  }

  /// The memory of a matrix of this size.
  static std::size_t Bytes(Index size) {
    const std::size_t strips = StripCount<T>(size);
    return std::max<std::size_t>(1, strips * (strips + 1) / 2) * kRows * kRows * sizeof(T);
  }

  Index size() const { return size_; }
  Index strips() const { return strips_; }
  T* strip(Index s) { return values_.get() + s * (s + 1) / 2 * kRows * kRows; }
  const T* strip(Index s) const { return values_.get() + s * (s + 1) / 2 * kRows * kRows; }

  /// As symmetric_product.h takes a matrix.
  static constexpr Index kBlock = 8;
  template <class Use>
  void ForEachInBlock(Index block_s, Index block_t, const Use& use) const {
    for (Index s = block_s * kBlock; s < std::min(strips_, (block_s + 1) * kBlock); ++s) {
      for (Index t = block_t * kBlock; t < std::min(s + 1, (block_t + 1) * kBlock); ++t) use(s, t, block(s, t));
    }
  }

  T* block(Index s, Index t) { return strip(s) + t * kRows * kRows; }
  const T* block(Index s, Index t) const { return strip(s) + t * kRows * kRows; }

 private:
  struct Free {
    void operator()(T* p) const { std::free(p); }
  };
  Index size_, strips_;
  std::unique_ptr<T[], Free> values_;
};

template <class T>
class StripVectors {
 public:
  using Index = std::ptrdiff_t;
  static constexpr Index kRows = kStripRows<T>;

  StripVectors(Index size, Index count)
      : size_(size), count_(count), values_(StripCount<T>(size) * kRows * count, T(0)) {}
  template <class Derived>
  explicit StripVectors(const Eigen::MatrixBase<Derived>& vectors) : StripVectors(vectors.rows(), vectors.cols()) {
    for (Index c = 0; c < count_; ++c) {
      for (Index i = 0; i < size_; ++i) strip(i / kRows)[c * kRows + i % kRows] = static_cast<T>(vectors(i, c));
    }
  }

  Index size() const { return size_; }
  Index count() const { return count_; }
  Index strips() const { return StripCount<T>(size_); }
  T* strip(Index s) { return &values_[s * kRows * count_]; }
  const T* strip(Index s) const { return &values_[s * kRows * count_]; }

  /// Sets the entries from row n on to zero, after a product that has put something there.
  void ClearPadding() {
    for (Index i = size_; i < strips() * kRows; ++i) {
      for (Index c = 0; c < count_; ++c) strip(i / kRows)[c * kRows + i % kRows] = T(0);
    }
  }

  /// size x count.
  Eigen::MatrixXd Matrix() const {
    Eigen::MatrixXd result(size_, count_);
    for (Index c = 0; c < count_; ++c) {
      for (Index i = 0; i < size_; ++i) result(i, c) = strip(i / kRows)[c * kRows + i % kRows];
    }
    return result;
  }

 private:
  Index size_, count_;
  LaneVector<T> values_;
};

/// y(i, c) += sum_j tile(i, j) v(j, c): a tile of R x R (tile[j * R + i]) times a strip of `count` vectors.
template <class T>
void AddTileProduct(const T* tile, const T* v, std::ptrdiff_t count, T* y) {
  constexpr int kRows = kStripRows<T>, kWidth = kLanes<T>;
  for (std::ptrdiff_t c = 0; c < count; ++c) {
    Lane<T> sum[4];
    for (int l = 0; l < 4; ++l) sum[l] = Load(y + c * kRows + l * kWidth);
    for (int j = 0; j < kRows; ++j) {
      const T factor = v[c * kRows + j];
      for (int l = 0; l < 4; ++l) sum[l] += Load(tile + j * kRows + l * kWidth) * factor;
    }
    for (int l = 0; l < 4; ++l) Store<T>(sum[l], y + c * kRows + l * kWidth);
  }
}

/// y(j, c) += sum_i tile(i, j) v(i, c): the same with the tile transposed.
template <class T>
void AddTransposedTileProduct(const T* tile, const T* v, std::ptrdiff_t count, T* y) {
  constexpr int kRows = kStripRows<T>, kWidth = kLanes<T>;
  for (std::ptrdiff_t c = 0; c < count; ++c) {
    Lane<T> factor[4];
    for (int l = 0; l < 4; ++l) factor[l] = Load(v + c * kRows + l * kWidth);
    for (int j = 0; j < kRows; ++j) {
      Lane<T> products = Load(tile + j * kRows) * factor[0];
      for (int l = 1; l < 4; ++l) products += Load(tile + j * kRows + l * kWidth) * factor[l];
      T numbers[kWidth];
      Store<T>(products, numbers);
      y[c * kRows + j] += SumByHalves<kWidth>(numbers);
    }
  }
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_STRIP_MATRIX_H_
